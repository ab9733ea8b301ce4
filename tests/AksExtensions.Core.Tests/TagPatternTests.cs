using System.Text.Json;
using System.Text.RegularExpressions;
using AksExtensions.Estate;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>Azure compares tags as JSON text, so the expression of a query is tried on the JSON of tags in every way to write it.</summary>
public sealed class TagPatternTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static TheoryData<string, string> Tags => new()
    {
        { "owner", "Team A" },
        { "cost-center", "x.y*z?[1]" },
        { "a/b", "c/d" },
        { "quote\"", "back\\slash" },
        { "tab\t", "line\nreturn\rfeed\fback\b" },
        { "ümlaut", "Größe ß" },
        { "emoji😀", "日本" },
        { "<tag>", "'a' & b+c`" },
        { "bell\a", "\u0001" },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_tag_is_found_however_JSON_writes_it_and_no_other_is(string name, string value)
    {
        var expression = ExpressionOf(new(name, [value]));

        foreach (var written in Ways(name, value))
        {
            Assert.Matches(expression, written);
        }

        Assert.DoesNotMatch(expression, JsonSerializer.Serialize(new Dictionary<string, string> { [name] = value + "x" }));
        Assert.DoesNotMatch(expression, JsonSerializer.Serialize(new Dictionary<string, string> { ["x" + name] = value }));
        Assert.DoesNotMatch(expression, JsonSerializer.Serialize(new Dictionary<string, string> { ["other"] = value, [name] = "other" }));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Without_a_value_any_value_is_found(string name, string value)
    {
        var expression = ExpressionOf(new(name, null));

        foreach (var written in Ways(name, value))
        {
            Assert.Matches(expression, written);
        }

        Assert.DoesNotMatch(expression, JsonSerializer.Serialize(new Dictionary<string, string> { ["other"] = name }));
    }

    [Fact]
    public void Several_values_are_alternatives()
    {
        var condition = TagPattern.Condition(new("a", ["b", "c"]));

        Assert.Equal("""tostring(tags) matches regex '(?i)[{,]\\s*"a"\\s*:\\s*"b"' or tostring(tags) matches regex '(?i)[{,]\\s*"a"\\s*:\\s*"c"'""", condition);
    }

    [Fact]
    public void An_empty_list_of_values_could_mean_any_or_none_and_is_refused()
    {
        var failure = Assert.Throws<AksExtensionException>(() => TagPattern.Condition(new("a", [])));

        Assert.Equal(nameof(Errors.FilterInvalid), failure.ErrorId);
        Assert.Contains("use $null for any value", failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ways(string name, string value)
    {
        var tags = new Dictionary<string, string> { ["first"] = "1", [name] = value };
        yield return JsonSerializer.Serialize(tags);
        yield return JsonSerializer.Serialize(tags, Relaxed);
        yield return $"{{\"{Escaped(name)}\":\"{Escaped(value)}\"}}";
    }

    // Every character that is not a letter or digit of ASCII as \uXXXX, as a strict writer may do it; what no writer escapes stays.
    private static string Escaped(string text) => string.Concat(text.Select(unit =>
        char.IsAsciiLetterOrDigit(unit) || " !#$%()*,-.:;=?@[]^_{|}~".Contains(unit, StringComparison.Ordinal) ? $"{unit}" : $"\\u{(int)unit:x4}"));

    private static Regex ExpressionOf(TagFilter tag)
    {
        var condition = TagPattern.Condition(tag);
        var literal = condition[(condition.IndexOf('\'', StringComparison.Ordinal) + 1)..^1];
        // The escapes of a literal of KQL are among those of .NET.
        return new(Regex.Unescape(literal));
    }
}
