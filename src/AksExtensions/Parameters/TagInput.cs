using System.Collections;
using System.Globalization;
using AksExtensions.Estate;

namespace AksExtensions.Parameters;

/// <summary>Reads a hashtable of tags: a value, several values, or <c>$null</c> for any.</summary>
internal static class TagInput
{
    /// <summary>Returns the filters; null when there are no tags.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static IReadOnlyList<TagFilter>? Read(IDictionary? tags) =>
        tags?.Keys.Cast<object>().Select(name => new TagFilter(Text(name), Values(tags[name]))).ToList();

    private static List<string>? Values(object? value) => Unwrap(value) switch
    {
        null => null,
        IEnumerable list and not string => list.Cast<object?>().Select(Text).ToList(),
        var single => [Text(single)],
    };

    private static string Text(object? value) => Unwrap(value) switch
    {
        IEnumerable and not string => throw Errors.FilterInvalid("Tag", value!.ToString() ?? string.Empty, "a tag's value is text"),
        var scalar => Limited(Convert.ToString(scalar, CultureInfo.InvariantCulture) ?? string.Empty),
    };

    private static string Limited(string text)
    {
        TextPattern.RequireLength("Tag", text);
        return text;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
