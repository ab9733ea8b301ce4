namespace AksExtensions.Help;

/// <summary>Finds differences between pages and commands. Each problem is a line in MSBuild's format that says what to write where.</summary>
internal static class Problems
{
    public static IReadOnlyList<string> Find(IReadOnlyList<CommandModel> commands, IReadOnlyList<HelpPage> pages, HelpPage shared, string folder)
    {
        var found = new List<string>();
        foreach (var command in commands)
        {
            if (pages.FirstOrDefault(page => page.Is(command.Name)) is not { } page)
            {
                found.Add(Line(
                    Path.Combine(folder, command.Name + ".md"), 1, $"{command.Name} has no help. Write this page, with the sections {string.Join(", ", HelpPage.Sections)}."));
                continue;
            }

            found.AddRange(Find(command, page));
        }

        found.AddRange(pages.Where(page => !commands.Any(command => page.Is(command.Name))).Select(page => Line(
            page.Path, 1, "The module has no command of this name. Rename or delete the page.")));
        found.AddRange(shared["Parameters"].Parts.Where(part => !commands.Any(command => command.Has(part.Title))).Select(part => Line(
            part, $"No command has a parameter {part.Title}.")));
        return found;
    }

    private static IEnumerable<string> Find(CommandModel command, HelpPage page)
    {
        if (page.Title != command.Name)
        {
            yield return Line(page.Path, 1, $"The page's heading is '{page.Title}'. Write '# {command.Name}'.");
        }

        foreach (var section in HelpPage.Sections.Where(section => page[section].IsEmpty))
        {
            yield return Line(page[section], $"The section '## {section}' is missing or empty.");
        }

        foreach (var section in page.All.Where(section => !HelpPage.Sections.Contains(section.Title)))
        {
            yield return Line(section, $"'## {section.Title}' is not a section of a help page. The sections are {string.Join(", ", HelpPage.Sections)}.");
        }

        foreach (var part in page["Examples"].Parts.Where(part => HelpPage.ExampleOf(part) is null))
        {
            yield return Line(part, "An example has one ```powershell block, optionally followed by one ```output block, with text before and after.");
        }

        foreach (var problem in Compare(page["Parameters"], command.Parameters.Select(parameter => "-" + parameter.Name).ToList(), "parameter")
            .Concat(Compare(page["Outputs"], command.Outputs.Select(type => type.FullName!).ToList(), "output type")))
        {
            yield return problem;
        }

        foreach (var parameter in command.Parameters.Where(parameter => parameter is { Default: not null, IsSwitch: false }))
        {
            if (page["Parameters"].Parts.Find(part => part.Title == "-" + parameter.Name) is { } part
                && !string.Join(' ', part.Text).Contains($"Default: {parameter.Default}", StringComparison.Ordinal))
            {
                yield return Line(part, $"The default of -{parameter.Name} is {parameter.Default}. Write 'Default: {parameter.Default}' and explain it.");
            }
        }
    }

    private static IEnumerable<string> Compare(Part section, List<string> names, string what)
    {
        foreach (var name in names.Where(name => section.Parts.Find(part => part.Title == name) is not { IsEmpty: false }))
        {
            yield return Line(
                section.Parts.Find(part => part.Title == name) ?? section,
                $"The {what} {name} has no text. Write it under '### {name}' in '## {section.Title}'"
                + (what == "parameter" ? ", or in Parameters.md when several commands have it." : "."));
        }

        foreach (var part in section.Parts.Where(part => !names.Contains(part.Title)))
        {
            yield return Line(part, $"The command has no {what} '{part.Title}'.");
        }
    }

    private static string Line(Part part, string text) => Line(part.Path, part.Line, text);

    private static string Line(string path, int line, string text) => $"{Path.GetFullPath(path)}({line}): error HELP: {text}";
}
