using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Security;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class SettingPairsTests
{
    private const string Parameter = "-ConfigurationSettings";

    [Theory]
    [InlineData("a=1", "a", "1")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a==", "a", "=")]
    [InlineData("a=", "a", "")]
    [InlineData(" a = b ", " a ", " b ")]
    [InlineData(@"nodeSelector.kubernetes\.io/os=linux", @"nodeSelector.kubernetes\.io/os", "linux")]
    [InlineData("tolerations[0].key=x", "tolerations[0].key", "x")]
    [InlineData("list={a,b}", "list", "{a,b}")]
    [InlineData("enableInference=True", "enableInference", "True")]
    [InlineData("n=007", "n", "007")]
    [InlineData("ü=é", "ü", "é")]
    public void A_pair_is_split_at_its_first_equals_sign_and_nothing_else_is_touched(string pair, string key, string value)
    {
        var setting = Assert.Single(Plain(pair));

        Assert.Equal(key, setting.Key);
        Assert.Equal(value, setting.Value);
    }

    [Fact]
    public void The_last_of_equal_keys_wins_over_strings_and_hashtables_alike()
    {
        Assert.Equal("3", Plain("a=1", new Hashtable { ["a"] = "2" }, "a=3")["a"]);
        Assert.Equal("2", Plain("a=1", new Hashtable { ["a"] = "2" })["a"]);
    }

    [Fact]
    public void Keys_differ_by_case() => Assert.Equal(2, Plain("a=1", "A=2").Count);

    [Fact]
    public void Hashtables_and_ordered_dictionaries_may_be_mixed_with_pairs()
    {
        var settings = Plain(new Hashtable { ["a"] = "1" }, new OrderedDictionary { ["b"] = 2, ["c"] = 3 }, "d=4");

        Assert.Equal(["a=1", "b=2", "c=3", "d=4"], settings.Select(setting => $"{setting.Key}={setting.Value}"));
    }

    [Fact]
    public void No_items_are_no_settings() => Assert.Empty(Plain());

    public static TheoryData<object, string> Values => new()
    {
        { true, "true" },
        { false, "false" },
        { "True", "True" },
        { string.Empty, string.Empty },
        { 'x', "x" },
        { 42, "42" },
        { -1L, "-1" },
        { 1.5, "1.5" },
        { 1234.5m, "1234.5" },
        { 0.5f, "0.5" },
        { DayOfWeek.Monday, "Monday" },
        { new Uri("https://example.com/a b"), "https://example.com/a b" },
        { new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), "2026-03-01T12:00:00.0000000Z" },
        { Guid.Empty, "00000000-0000-0000-0000-000000000000" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_value_becomes_its_text_whatever_the_culture(object value, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("1,5", 1.5.ToString(CultureInfo.CurrentCulture));
            Assert.Equal(expected, Plain(new Hashtable { ["key"] = value })["key"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_number_as_a_key_is_written_as_in_any_culture() => Assert.Equal("x", Plain(new Hashtable { [1.5] = "x" })["1.5"]);

    [Fact]
    public void Null_is_refused_and_the_message_says_that_a_setting_cannot_be_removed()
    {
        var failure = Refused(new Hashtable { ["some.key"] = null });

        Assert.Contains("some.key", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cannot remove", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_JSON_does_not_know_is_refused_inside_an_object() =>
        Assert.Contains("key[0]", Refused(new Hashtable { ["key"] = new[] { double.NaN } }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("=value")]
    [InlineData("  =value")]
    [InlineData("a\nb=value")]
    [InlineData("a\0=value")]
    public void A_key_that_no_setting_can_have_is_refused_without_the_value(string pair) =>
        Assert.DoesNotContain("value", Refused(pair).Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_of_10000_characters_is_refused_in_a_short_message()
    {
        var failure = Refused(new string('k', 10_000) + "=hidden");

        Assert.InRange(failure.Message.Length, 1, 300);
        Assert.Contains("10000", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_too_long_is_not_shown_for_it_may_be_the_secret_itself()
    {
        var failure = Assert.Throws<AksExtensionException>(() =>
            SettingPairs.ReadProtected(Parameter, [new Hashtable { ["hidden" + new string('k', 5000)] = "sslKeyPemFile" }]));

        Assert.Equal(nameof(Errors.SettingInvalid), failure.ErrorId);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_without_its_own_text_is_refused_and_its_type_is_not_sent_instead()
    {
        Assert.Contains("NetworkCredential", Refused(new Hashtable { ["key"] = new NetworkCredential("me", "hidden") }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "NetworkCredential", Refused(new Hashtable { ["key"] = new object[] { new NetworkCredential("me", "hidden") } }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_4096_characters_is_taken() => Assert.Single(Plain(new string('k', 4096) + "=v"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_item_without_an_equals_sign_is_named_by_its_place_and_never_shown(bool isProtected)
    {
        var failure = isProtected
            ? Assert.Throws<AksExtensionException>(() => SettingPairs.ReadProtected(Parameter, ["a=1", "hidden"]))
            : Refused("a=1", "hidden");

        Assert.Equal(nameof(Errors.SettingInvalid), failure.ErrorId);
        Assert.Contains("item 2", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.Message + failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_else_than_a_hashtable_or_a_string_is_refused()
    {
        Assert.Contains("Int32", Refused(42).Message, StringComparison.Ordinal);
        Assert.Contains("null", Refused([null!]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_that_contains_itself_is_refused()
    {
        var loop = new Hashtable();
        loop["self"] = loop;

        Assert.Contains("nested", Refused(new Hashtable { ["key"] = loop }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_SecureString_is_kept_in_protected_settings_and_does_not_show_itself()
    {
        var settings = SettingPairs.ReadProtected("-ConfigurationProtectedSettings", [new Hashtable { ["key"] = Secure("hidden"), ["plain"] = "x" }]);

        Assert.Equal("hidden", settings["key"].Reveal());
        Assert.Equal("x", settings["plain"].Reveal());
        Assert.All(settings.Values, value => Assert.Equal("***", value.ToString()));
    }

    [Fact]
    public void A_SecureString_in_plain_settings_is_refused_with_the_parameter_that_accepts_it()
    {
        var failure = Refused(new Hashtable { ["key"] = Secure("hidden") });

        Assert.Contains("-ConfigurationProtectedSettings", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=1 b=2", "b")]
    [InlineData("global.ha.enabled=true dapr_operator.replicaCount=3", "dapr_operator.replicaCount")]
    [InlineData("a=1,b=2", "b")]
    [InlineData("a=1, tolerations[0].key=x", "tolerations[0].key")]
    [InlineData("a= b=2", "b")]
    [InlineData(@"a=x nodeSelector.kubernetes\.io/os=linux", @"nodeSelector.kubernetes\.io/os")]
    public void Several_settings_in_one_string_are_sent_as_one_with_a_warning(string pair, string second)
    {
        var warnings = new List<string>();

        Assert.Single(SettingPairs.ReadPlain(Parameter, ["x=1", pair], warnings.Add), setting => setting.Key == "a" || setting.Key.StartsWith("global", StringComparison.Ordinal));

        var warning = Assert.Single(warnings);
        Assert.StartsWith($"{Parameter}: item 2 is one setting", warning, StringComparison.Ordinal);
        Assert.Contains($"'{second}' is another setting", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=b=c")]
    [InlineData("labels=a=1,b=2")]
    [InlineData("a=some words and more")]
    [InlineData("a={x,y}")]
    [InlineData("args=--v=2 --log=info")]
    [InlineData("key=AAAA BBBB==")]
    [InlineData("url=https://host/path?a=1&b=2")]
    [InlineData("cs=Endpoint=sb://x/;Name=n,Key=k")]
    [InlineData("a=1 b=")]
    public void A_value_that_only_contains_such_characters_gets_no_word(string pair)
    {
        var warnings = new List<string>();

        _ = SettingPairs.ReadPlain(Parameter, [pair], warnings.Add);

        Assert.Empty(warnings);
    }

    [Fact]
    public void A_key_that_is_specified_more_than_once_gets_one_warning_and_the_last_value()
    {
        var warnings = new List<string>();

        var settings = SettingPairs.ReadPlain(
            Parameter, ["a=1", new Hashtable { ["a"] = "2" }, "a=3", new OrderedDictionary { ["n"] = new OrderedDictionary { ["m"] = 1 } }, "n.m=2", "b=1", "B=2"], warnings.Add);

        Assert.Equal(("3", "2", "1", "2"), (settings["a"], settings["n.m"], settings["b"], settings["B"]));
        Assert.Equal(
            [$"{Parameter}: the setting 'a' is specified more than once. The last value is sent.", $"{Parameter}: the setting 'n.m' is specified more than once. The last value is sent."],
            warnings);
    }

    [Fact]
    public void No_warning_shows_anything_of_a_protected_value()
    {
        var warnings = new List<string>();

        _ = SettingPairs.ReadProtected(Parameter, ["a=hid1 hid2=hid3", "a=hid4"], warnings.Add);

        Assert.Equal(2, warnings.Count);
        Assert.All(warnings, warning => Assert.DoesNotContain("hid", warning, StringComparison.Ordinal));
    }

    private static IReadOnlyDictionary<string, string> Plain(params object[] items) => SettingPairs.ReadPlain(Parameter, items);

    private static AksExtensionException Refused(params object[] items)
    {
        var failure = Assert.Throws<AksExtensionException>(() => SettingPairs.ReadPlain(Parameter, items));
        Assert.Equal(nameof(Errors.SettingInvalid), failure.ErrorId);
        Assert.StartsWith(Parameter, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
        {
            secure.AppendChar(character);
        }

        return secure;
    }
}
