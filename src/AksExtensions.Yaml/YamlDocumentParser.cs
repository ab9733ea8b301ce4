using AksExtensions.DesiredState;
using YamlDotNet.Core;

namespace AksExtensions.Yaml;

/// <summary>The door of this assembly: the module finds it by name in the private load context.</summary>
public sealed class YamlDocumentParser : IDocumentParser
{
    /// <inheritdoc/>
    DocumentReading IDocumentParser.Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tree = new DocumentTree();
        var last = DocumentPlace.Start;
        try
        {
            var parser = new Parser(new StringReader(text));
            while (tree.IsOpen && parser.MoveNext())
            {
                last = Place(parser.Current!.End);
                tree.Add(parser.Current);
            }
        }
        catch (YamlException failure)
        {
            var place = Place(failure.Start);
            if (failure.Message.Contains(" tab ", StringComparison.Ordinal))
            {
                // The library names the beginning of the mapping; a person needs the tab.
                tree.Break(TabAfter(text, last) ?? place, "this line is indented with a tab. YAML allows only spaces.");
            }
            else
            {
                tree.Break(place, tree.Unclosed ?? $"this is not valid YAML. {failure.Message}");
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The library's own slips on text that is not YAML.
            tree.Break(last, tree.Unclosed ?? "this is not valid YAML.");
        }

        return tree.Complete();
    }

    internal static DocumentPlace Place(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static DocumentPlace? TabAfter(string text, DocumentPlace place)
    {
        var lines = text.Split('\n');
        for (var line = place.Line; line <= lines.Length; line++)
        {
            var content = lines[line - 1];
            var tab = content.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && content.AsSpan(0, tab).Trim(' ').IsEmpty)
            {
                return new(line, tab + 1);
            }
        }

        return null;
    }
}
