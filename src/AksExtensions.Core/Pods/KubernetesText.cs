using System.Text.RegularExpressions;

namespace AksExtensions.Pods;

/// <summary>
/// Finds the JSON objects in the output of a command: a list of <c>kubectl get -o json</c>, several lists, or one object a line. Between them can be
/// messages of kubectl, and the end can be missing, because Azure cuts long output.
/// </summary>
/// <param name="Items">The text of each complete object.</param>
/// <param name="IsCut">Whether the output ends within an object.</param>
/// <param name="Messages">The lines that are not JSON, such as an error of kubectl.</param>
internal sealed partial record KubernetesText(IReadOnlyList<string> Items, bool IsCut, IReadOnlyList<string> Messages)
{
    private const int MostMessages = 5;

    /// <summary>Reads an output of any form.</summary>
    public static KubernetesText Read(string output)
    {
        List<string> items = [];
        List<string> messages = [];
        var isCut = false;
        for (var at = 0; at < output.Length;)
        {
            var start = output.IndexOf('{', at);
            AddMessages(messages, output.AsSpan(at, (start < 0 ? output.Length : start) - at));
            if (start < 0)
            {
                break;
            }

            var end = EndOf(output, start);
            isCut |= end < 0;
            var text = output[start..(end < 0 ? output.Length : end)];
            items.AddRange(ItemsOf(text, end < 0));
            at = end < 0 ? output.Length : end;
        }

        return new(items, isCut, messages);
    }

    // The items of a list, which has the only array of this name at the top, or the object itself.
    private static IEnumerable<string> ItemsOf(string text, bool isCut)
    {
        if (!ListStart().IsMatch(text))
        {
            if (!isCut)
            {
                yield return text;
            }

            yield break;
        }

        var at = ItemsStart().Match(text) is { Success: true } items ? items.Index + items.Length : text.Length;
        while (at < text.Length && text[at] is '{' or ',' or ' ' or '\t' or '\r' or '\n')
        {
            if (text[at] != '{')
            {
                at++;
                continue;
            }

            var end = EndOf(text, at);
            if (end < 0)
            {
                yield break;
            }

            yield return text[at..end];
            at = end;
        }
    }

    // The index after the object that begins at a brace; -1 when it does not end.
    private static int EndOf(string text, int start)
    {
        var depth = 0;
        var inString = false;
        for (var at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when inString:
                    at++;
                    break;
                case '"':
                    inString = !inString;
                    break;
                case '{' when !inString:
                    depth++;
                    break;
                case '}' when !inString && --depth == 0:
                    return at + 1;
            }
        }

        return -1;
    }

    private static void AddMessages(List<string> messages, ReadOnlySpan<char> between)
    {
        foreach (var whole in between.EnumerateLines())
        {
            var line = whole.Trim();
            if (line.Length > 2 && messages.Count < MostMessages)
            {
                messages.Add(Readable.Line(Readable.Text(line.ToString())));
            }
        }
    }

    [GeneratedRegex(@"\A\{\s*""apiVersion""\s*:\s*""[^""]*""\s*,\s*""items""\s*:|\A\{[^{\[]*""kind""\s*:\s*""\w*List""", RegexOptions.CultureInvariant)]
    private static partial Regex ListStart();

    [GeneratedRegex(@"""items""\s*:\s*\[", RegexOptions.CultureInvariant)]
    private static partial Regex ItemsStart();
}
