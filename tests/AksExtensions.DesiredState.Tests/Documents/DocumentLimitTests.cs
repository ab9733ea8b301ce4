using System.Diagnostics;
using System.Text;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

/// <summary>Documents that are made to exhaust their reader.</summary>
public sealed class DocumentLimitTests
{
    private const string Head = "version: 1\nextensions:\n  - name: flux\n    type: microsoft.flux\n    settings:\n";

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "large", Head + string.Concat(Enumerable.Range(0, 300_000).Select(index => $"      k{index}: value\n")), "line 1, column 1: The document is larger than 1 MiB." },
        { "deep flow", new string('[', 1_000_000), "line 1, column 33: Lists and mappings are nested more than 32 levels deep." },
        { "deep mappings", string.Concat(Enumerable.Repeat("{a: ", 250_000)), "nested more than 32 levels deep." },
        { "deep blocks", string.Concat(Enumerable.Repeat("- ", 500_000)), "nested more than 32 levels deep." },
        { "deep keys", string.Concat(Enumerable.Repeat("? ", 500_000)), "nested more than 32 levels deep." },
        { "bomb of lists", Bomb('[', ']', string.Empty), "the document has more than 100000 values" },
        { "bomb of mappings", Bomb('{', '}', ": 1"), "the document has more than 100000 values" },
        { "bomb of merges", Merges(), "the document has more than 100000 values" },
        { "many values", Head + "      a: [" + string.Concat(Enumerable.Repeat("1,", 200_000)) + "]\n", "the document has more than 100000 values" },
        { "many faults", "version: 1\nextensions:\n" + string.Concat(Enumerable.Repeat("  - x\n", 100_000)), "An extension must be a mapping" },
        { "many anchors", Head + string.Concat(Enumerable.Range(0, 30_000).Select(index => $"      k{index}: &a{index}\n")), "has no value" },
        { "a long key", $"? {new string('k', 1_000_000)}\n: 1\n", "is not a property of a baseline" },
        { "a long text", $"version: {new string('1', 1_000_000)}\nextensions: []\n", "This module reads version 1" },
        { "a long setting key", $"{Head}      {new string('k', 1000)}.{new string('k', 999_000)}: 1\n", "not valid YAML" },
        { "quotes", "a: \"" + new string('\n', 1_000_000) + "\"", "not valid YAML" },
        { "zeros", new string('\0', 1_000_000), "The document is empty." },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_document_is_refused_in_bounded_time_and_memory(string name, string document, string expected)
    {
        Assert.NotEmpty(name);
        var bytes = Encoding.UTF8.GetBytes(document);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var faults = Samples.Faults(bytes);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(faults, fault => fault.Contains(expected, StringComparison.OrdinalIgnoreCase));
        Assert.True(allocated < 200L * 1024 * 1024, $"{allocated / 1024 / 1024} MiB were allocated.");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
        Assert.All(faults, fault => Assert.True(fault.Length < 1_000, "A message is longer than a screen."));
    }

    [Fact]
    public void A_file_of_5_MiB_is_not_parsed_at_all()
    {
        var faults = Samples.Faults(new byte[5 * 1024 * 1024]);

        Assert.Equal(["line 1, column 1: The document is larger than 1 MiB."], faults);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 }, "line 1, column 1: The document is UTF-16. Save it as UTF-8.")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0x61 }, "line 1, column 1: The document is UTF-16. Save it as UTF-8.")]
    [InlineData(new byte[] { 0x61, 0, 0x3A, 0 }, "line 1, column 1: The document is UTF-16. Save it as UTF-8.")]
    [InlineData(new byte[] { 0x61, 0x3A, 0x0A, 0x62, 0xE9, 0x3A }, "line 2, column 2: The document is not UTF-8. Save it as UTF-8.")]
    public void Text_that_is_not_UTF_8_is_reported_as_such(byte[] file, string expected) => Assert.Equal([expected], Samples.Faults(file));

    [Fact]
    public void A_document_within_the_limits_is_read_however_it_uses_them()
    {
        var document = Head + "      a: &a [1, 2]\n      b: *a\n      deep: " + string.Concat(Enumerable.Repeat("{ a: ", 20)) + "1"
            + string.Concat(Enumerable.Repeat(" }", 20)) + "\n" + string.Concat(Enumerable.Range(0, 10_000).Select(index => $"      k{index}: v\n"));

        var settings = Samples.Read(document).Extensions[0].Request.ConfigurationSettings!;

        Assert.Equal(10_005, settings.Count);
        Assert.Equal("2", settings["b[1]"]);
    }

    // Nine levels, each of ten aliases to the one below: a billion values in a few hundred characters.
    private static string Bomb(char open, char close, string value)
    {
        var bomb = new StringBuilder($"a0: &a0 {open}{string.Join(',', Enumerable.Range(0, 10).Select(index => $"x{index}{value}"))}{close}\n");
        for (var level = 1; level < 10; level++)
        {
            var items = Enumerable.Range(0, 10).Select(index => value.Length == 0 ? $"*a{level - 1}" : $"y{index}: *a{level - 1}");
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{level}: &a{level} {open}{string.Join(',', items)}{close}\n");
        }

        return bomb.ToString();
    }

    private static string Merges()
    {
        var merges = new StringBuilder("m0: &m0 {" + string.Join(", ", Enumerable.Range(0, 100).Select(index => $"k{index}: 1")) + "}\n");
        for (var level = 1; level < 30; level++)
        {
            merges.Append(System.Globalization.CultureInfo.InvariantCulture, $"m{level}: &m{level} {{<<: [*m{level - 1}, *m{level - 1}], l{level}: 1}}\n");
        }

        return merges.ToString();
    }
}
