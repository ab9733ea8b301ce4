using System.Text;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class SettingsFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-file-");

    [Fact]
    public void Strings_are_taken_as_they_are_other_values_become_their_text_and_nested_ones_get_flat_keys()
    {
        var settings = Read("""
            {
              "s": "True", "empty": "", "b": true, "f": false, "n": 1.50, "big": 123456789012345678901234567890,
              "o": { "x": [ 1, "<ü>" ] }, "a\\.b/c[0]": "{a,b}"
            }
            """);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["s"] = "True",
                ["empty"] = string.Empty,
                ["b"] = "true",
                ["f"] = "false",
                ["n"] = "1.50",
                ["big"] = "123456789012345678901234567890",
                ["o.x[0]"] = "1",
                ["o.x[1]"] = "<ü>",
                [@"a\.b/c[0]"] = "{a,b}",
            },
            settings);
    }

    [Fact]
    public void An_empty_object_is_no_settings() => Assert.Empty(Read(" {} \n"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_byte_order_mark_makes_no_difference(bool withMark) =>
        Assert.Equal("1", SettingsFile.ReadPlain(File("""{"a":"1"}""", new UTF8Encoding(withMark)))["a"]);

    [Fact]
    public void Protected_values_do_not_show_themselves()
    {
        var settings = SettingsFile.ReadProtected(File("""{"a":"hidden"}"""));

        Assert.Equal("***", settings["a"].ToString());
        Assert.Equal("hidden", settings["a"].Reveal());
    }

    [Theory]
    [InlineData("{\n  \"a\": \"hidden\",\n  \"b\": \"hid", "line 3")]
    [InlineData("{\"a\": \"hidden\"", "line 1, column 15")]
    [InlineData("{\n// hidden\n\"a\":1}", "line 2, column 1")]
    [InlineData("{\"a\": /* hidden */ 1}", "line 1, column 7")]
    [InlineData("{\"a\":1,}", "line 1, column 8")]
    [InlineData("{\"a\":hidden}", "line 1, column 6")]
    [InlineData("{\"a\":1} hidden", "line 1, column 9")]
    [InlineData("{\"a\":1}{\"b\":2}", "line 1, column 8")]
    [InlineData("", "line 1")]
    [InlineData("   ", "line 1")]
    [InlineData("[\"hidden\"]", "line 1")]
    [InlineData("\"hidden\"", "line 1")]
    [InlineData("null", "line 1")]
    [InlineData("{\n \"a\": \"hidden\",\n \"a\": 2 }", "line 3, column 2")]
    [InlineData("{\n \"o\": {\"x\": \"hidden\", \"x\": 2} }", "line 2, column 23")]
    [InlineData("{\n \"o\": [{\"x\": {\"y\": \"hidden\", \"y\": 2}}] }", "line 2, column 30")]
    [InlineData("{ \"a\": null, \"b\": \"hidden\" }", "line 1, column 3")]
    [InlineData("{ \"a\": \"\\ud800 hidden\" }", "line 1")]
    [InlineData("{ \"a\": {\"x\": \"\\ud800 hidden\"} }", "line 1")]
    public void What_is_not_one_JSON_object_with_every_key_once_is_refused_with_its_place(string text, string place)
    {
        var failure = Invalid(File(text));

        Assert.True(failure.Message.Contains(place, StringComparison.Ordinal), failure.Message);
    }

    [Theory]
    [InlineData("{\"\":\"hidden\"}")]
    [InlineData("{\" \":\"hidden\"}")]
    [InlineData("{\"a\\u0000\":\"hidden\"}")]
    public void A_key_that_no_setting_can_have_is_refused_with_the_file_and_the_place(string text)
    {
        var path = File(text);

        var failure = Assert.Throws<AksExtensionException>(() => SettingsFile.ReadProtected(path));

        Assert.Equal(nameof(Errors.SettingInvalid), failure.ErrorId);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("line 1, column 2", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_10000_characters_is_refused_in_a_short_message()
    {
        var path = File($$"""{"{{new string('k', 10_000)}}":"hidden"}""");

        var failure = Assert.Throws<AksExtensionException>(() => SettingsFile.ReadPlain(path));

        Assert.Equal(nameof(Errors.SettingInvalid), failure.ErrorId);
        Assert.InRange(failure.Message.Length, 1, 300 + path.Length);
    }

    [Fact]
    public void Nesting_is_taken_up_to_a_depth_and_refused_beyond_it()
    {
        Assert.Equal("x", Assert.Single(Read(Nested(60))).Value);
        Assert.Contains("line 1", Invalid(File(Nested(200))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_2_MiB_is_refused() =>
        Assert.Contains("1048576", Invalid(File($$"""{"a":"{{new string('x', 2 * 1024 * 1024)}}"}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_exactly_1_MiB_is_read()
    {
        const string Frame = """{"a":""}""";
        var text = Frame.Insert(6, new string('x', SettingsFile.MaximumBytes - Frame.Length));

        Assert.Equal(SettingsFile.MaximumBytes - Frame.Length, Read(text)["a"].Length);
    }

    [Theory]
    [InlineData("utf-16", true, "is UTF-16, not UTF-8; save it as UTF-8: Get-Content -Raw -Encoding unicode ")]
    [InlineData("utf-16", false, "is UTF-16, not UTF-8; save it as UTF-8: Get-Content -Raw -Encoding unicode ")]
    [InlineData("utf-16BE", true, "is UTF-16, not UTF-8; save it as UTF-8: Get-Content -Raw -Encoding bigendianunicode ")]
    [InlineData("utf-16BE", false, "is UTF-16, not UTF-8; save it as UTF-8: Get-Content -Raw -Encoding bigendianunicode ")]
    [InlineData("utf-32", true, "is UTF-32, not UTF-8; save it as UTF-8: Get-Content -Raw -Encoding utf32 ")]
    [InlineData("utf-32BE", true, "is UTF-32, not UTF-8; save it as UTF-8: Get-Content -Raw -Encoding bigendianutf32 ")]
    public void A_file_in_another_encoding_is_refused_with_its_name_and_how_to_save_it_as_UTF8(string encoding, bool withMark, string expected)
    {
        var path = Path.Combine(_folder.FullName, "foreign.json");
        var foreign = Encoding.GetEncoding(encoding);
        System.IO.File.WriteAllBytes(path, [.. withMark ? foreign.GetPreamble() : [], .. foreign.GetBytes("""{"a":"1"}""")]);

        Assert.Contains(expected, Invalid(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_place()
    {
        var path = Path.Combine(_folder.FullName, "latin1.json");
        System.IO.File.WriteAllBytes(path, [.. "{\n\"a\":\""u8, 0xFC, .. "\"}"u8]);

        Assert.Contains("line 2, column 6", Invalid(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_not_found() => NotFound(Path.Combine(_folder.FullName, "missing.json"), "does not exist");

    [Fact]
    public void A_file_in_a_folder_that_is_not_there_is_not_found() => NotFound(Path.Combine(_folder.FullName, "no", "missing.json"), "does not exist");

    [Fact]
    public void A_folder_is_no_settings_file() => NotFound(_folder.FullName, "is a folder");

    [Fact]
    public void A_path_that_cannot_be_a_path_is_not_found() => NotFound("a\0b", "cannot be read");

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "\"x\"" + new string('}', depth);

    private Dictionary<string, string> Read(string text) => new(SettingsFile.ReadPlain(File(text)));

    private string File(string text, Encoding? encoding = null)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.json");
        System.IO.File.WriteAllText(path, text, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    private static AksExtensionException Invalid(string path)
    {
        // Both kinds are read in the same way, and no error may quote the content of the file.
        var failure = Assert.Throws<AksExtensionException>(() => SettingsFile.ReadProtected(path));
        Assert.Equal(nameof(Errors.SettingsFileInvalid), failure.ErrorId);
        Assert.Equal(path, failure.Target);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hid", failure.ToString().Replace(path, string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(failure.Message, Assert.Throws<AksExtensionException>(() => SettingsFile.ReadPlain(path)).Message);
        return failure;
    }

    private static void NotFound(string path, string reason)
    {
        var failure = Assert.Throws<AksExtensionException>(() => SettingsFile.ReadPlain(path));
        Assert.Equal(nameof(Errors.SettingsFileNotFound), failure.ErrorId);
        Assert.Equal(path, failure.Target);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }
}
