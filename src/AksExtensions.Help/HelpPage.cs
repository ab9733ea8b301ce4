using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AksExtensions.Help;

/// <summary>An example: an introduction, commands, their output, and optional remarks.</summary>
internal sealed record Example(string Title, IReadOnlyList<string> Introduction, string Code, string? Output, IReadOnlyList<string> Remarks);

/// <summary>A part of a page: a heading and its content.</summary>
internal sealed class Part(string title, string path, int line)
{
    public string Title { get; } = title;

    public string Path { get; } = path;

    public int Line { get; } = line;

    public List<Block> Blocks { get; } = [];

    public List<Part> Parts { get; } = [];

    public bool IsEmpty => Blocks.Count == 0 && Parts.Count == 0;

    /// <summary>The text, with one item for each paragraph, list or code block.</summary>
    public IReadOnlyList<string> Text => PlainText.Of(Blocks).ToList();
}

/// <summary>The page of one command: docs/en-US/Verb-Noun.md.</summary>
internal sealed class HelpPage
{
    public static readonly string[] Sections = ["Synopsis", "Description", "Examples", "Parameters", "Inputs", "Outputs", "Error ids", "Related links"];

    private HelpPage(string path) => Path = path;

    public string Path { get; }

    /// <summary>The heading of the page.</summary>
    public string Title { get; private set; } = string.Empty;

    public List<Part> All { get; } = [];

    public Part this[string section] => All.Find(part => part.Title == section) ?? new(section, Path, 1);

    public bool Is(string command) => System.IO.Path.GetFileNameWithoutExtension(Path) == command;

    /// <summary>Adds the shared texts of parameters that the page does not describe itself.</summary>
    public void Share(IEnumerable<Part> parameters) =>
        this["Parameters"].Parts.AddRange(parameters.Where(parameter => !this["Parameters"].Parts.Exists(part => part.Title == parameter.Title)).ToList());

    public static HelpPage Read(string path)
    {
        var page = new HelpPage(path);
        foreach (var block in Markdown.Parse(File.ReadAllText(path)))
        {
            switch (block)
            {
                case HeadingBlock { Level: 1 } heading:
                    page.Title = PlainText.Of(heading.Inline);
                    break;
                case HeadingBlock { Level: 2 } heading:
                    page.All.Add(new(PlainText.Of(heading.Inline), path, heading.Line + 1));
                    break;
                case HeadingBlock heading when page.All.Count > 0:
                    page.All[^1].Parts.Add(new(PlainText.Of(heading.Inline), path, heading.Line + 1));
                    break;
                case not HeadingBlock when page.All.Count > 0:
                    (page.All[^1].Parts.LastOrDefault() ?? page.All[^1]).Blocks.Add(block);
                    break;
            }
        }

        return page;
    }

    /// <summary>Reads an example from its part; null when the part does not consist of text, one powershell block, an optional output block, and text.</summary>
    public static Example? ExampleOf(Part part)
    {
        bool IsCode(Block block, string language) => block is FencedCodeBlock { Info: { } info } && info == language;
        var code = part.Blocks.FindIndex(block => IsCode(block, "powershell"));
        if (code < 0 || part.Blocks.FindLastIndex(block => IsCode(block, "powershell")) != code)
        {
            return null;
        }

        var hasOutput = part.Blocks.Count > code + 1 && IsCode(part.Blocks[code + 1], "output");
        return new(
            part.Title,
            PlainText.Of(part.Blocks[..code]).ToList(),
            PlainText.Of([part.Blocks[code]]).Single(),
            hasOutput ? PlainText.Of([part.Blocks[code + 1]]).Single() : null,
            PlainText.Of(part.Blocks[(code + (hasOutput ? 2 : 1))..]).ToList());
    }

    /// <summary>The links of a section in order, with text and address.</summary>
    public IEnumerable<(string Text, string Address)> Links(string section) => this[section].Blocks.SelectMany(block => block.Descendants<LinkInline>())
        .Select(link => (PlainText.Of(link), link.Url ?? string.Empty));
}

/// <summary>Converts Markdown to console text.</summary>
internal static class PlainText
{
    public static IEnumerable<string> Of(IEnumerable<Block> blocks) => blocks.SelectMany(block => block switch
    {
        LeafBlock { Inline: { } inline } => [Of(inline)],
        CodeBlock code => [code.Lines.ToString().TrimEnd()],
        ListBlock list => [string.Join('\n', list.Select(item => "- " + string.Join('\n', Of((ListItemBlock)item))))],
        _ => Enumerable.Empty<string>(),
    });

    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? [])
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                AutolinkInline link => link.Url,
                HtmlInline html => html.Tag,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                ContainerInline container => Of(container),
                _ => string.Empty,
            });
        }

        return text.ToString();
    }
}
