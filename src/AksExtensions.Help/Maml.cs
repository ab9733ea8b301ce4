using System.Xml.Linq;

namespace AksExtensions.Help;

/// <summary>Writes MAML, the format in which Get-Help reads the help of compiled commands.</summary>
internal static class Maml
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write(IEnumerable<(CommandModel Command, HelpPage Page)> commands, TypeDocs types) => new(
        new XElement(
            Msh + "helpItems",
            new XAttribute("schema", "maml"),
            commands.Select(item => Write(item.Command, item.Page, types))));

    // The types of .NET are documented elsewhere.
    private static IEnumerable<string> PropertiesOf(Type type, TypeDocs types) =>
        type.Namespace == nameof(System) || type.Namespace!.StartsWith("System.", StringComparison.Ordinal) ? [] : [$"Properties:\n{types.Properties(type)}"];

    private static XElement Write(CommandModel command, HelpPage page, TypeDocs types) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Text),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", command.Name),
            Description(page["Synopsis"].Text),
            new XElement(Command + "verb", command.Name.Split('-')[0]),
            new XElement(Command + "noun", command.Name.Split('-')[1])),
        Description(page["Description"].Text),
        new XElement(Command + "syntax", command.Sets.Select(set => Syntax(command, set))),
        new XElement(
            Command + "parameters",
            command.Parameters.OrderBy(parameter => parameter.IsCommon).ThenBy(parameter => parameter.Name, StringComparer.Ordinal)
                .Select(parameter => Parameter(parameter, null, Describe(parameter, page)))),
        new XElement(Command + "inputTypes", Typed(Command + "inputType", Inputs(command), page["Inputs"].Text)),
        new XElement(
            Command + "returnValues",
            command.Outputs.Count == 0
                ? Typed(Command + "returnValue", "None", page["Outputs"].Text)
                : command.Outputs.Select(type => Typed(
                    Command + "returnValue", type.FullName!,
                    page["Outputs"].Parts.Single(part => part.Title == type.FullName).Text.Concat(PropertiesOf(type, types))))),
        new XElement(
            Text + "alertSet",
            new XElement(Text + "alert", Paragraphs(page["Error ids"].Text.Prepend("Error ids, in the first part of FullyQualifiedErrorId:")))),
        new XElement(Command + "examples", page["Examples"].Parts.Select((part, index) => Write(HelpPage.ExampleOf(part)!, index + 1))),
        new XElement(
            Command + "relatedLinks",
            page.Links("Related links").Select(link => new XElement(
                Text + "navigationLink",
                new XElement(Text + "linkText", link.Text),
                new XElement(Text + "uri", link.Address.StartsWith("https:", StringComparison.Ordinal) ? link.Address : null)))));

    private static XElement Syntax(CommandModel command, string set) => new(
        Command + "syntaxItem",
        new XElement(Text + "name", command.Name),
        command.Parameters.Select(parameter => (Parameter: parameter, Place: parameter.In(set))).Where(item => item.Place is not null)
            .OrderByDescending(item => item.Place!.Position != "named").ThenByDescending(item => item.Place!.IsMandatory).ThenBy(item => item.Parameter.IsCommon)
            .Select(item => Parameter(item.Parameter, item.Place, [])));

    // A syntax uses the properties of its set; the list of parameters combines all sets.
    private static XElement Parameter(ParameterModel parameter, ParameterPlace? place, IReadOnlyList<string> text)
    {
        const string Default = "Default: ";
        var places = place is null ? parameter.Sets.Values.ToList() : [place];
        var type = new XElement(
            Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", parameter.Type.IsArray), parameter.TypeName);
        return new(
            Command + "parameter",
            new XAttribute("required", places.All(each => each.IsMandatory)),
            new XAttribute("variableLength", parameter.Type.IsArray),
            new XAttribute("globbing", parameter.TakesWildcards),
            new XAttribute("pipelineInput", Pipeline(places)),
            new XAttribute("position", places[0].Position),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Text + "name", parameter.Name),
            Description(text),
            place is not null && parameter.Accepted.Count > 0
                ? new XElement(
                    Command + "parameterValueGroup",
                    parameter.Accepted.Select(value => new XElement(
                        Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value)))
                : null,
            place is not null && parameter.IsSwitch ? null : type,
            new XElement(Dev + "type", new XElement(Text + "name", parameter.TypeName), new XElement(Text + "uri")),
            new XElement(
                Dev + "defaultValue",
                parameter.Default ?? text.FirstOrDefault(line => line.StartsWith(Default, StringComparison.Ordinal))?[Default.Length..].Split(';', '.')[0] ?? "none"));
    }

    private static string Pipeline(IReadOnlyList<ParameterPlace> places) =>
        (places.Any(place => place.FromPipeline), places.Any(place => place.FromProperty)) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            _ => "false",
        };

    private static List<string> Describe(ParameterModel parameter, HelpPage page)
    {
        var text = page["Parameters"].Parts.Single(part => part.Title == "-" + parameter.Name).Text.ToList();
        if (parameter.Accepted.Count > 0)
        {
            text.Add($"Accepted values: {string.Join(", ", parameter.Accepted)}.");
        }

        if (parameter.Limits is not null)
        {
            text.Add($"Accepted values: {parameter.Limits}.");
        }

        return text;
    }

    private static string Inputs(CommandModel command) => string.Join(
        ", ", command.Parameters.Where(parameter => parameter.Sets.Values.Any(place => place.FromPipeline)).Select(parameter => parameter.Type.FullName)
            .DefaultIfEmpty("None"));

    private static XElement Typed(XName name, string type, IEnumerable<string> text) => new(
        name, new XElement(Dev + "type", new XElement(Text + "name", type), new XElement(Text + "uri")), Description(text));

    private static XElement Write(Example example, int number) => new(
        Command + "example",
        new XElement(Text + "title", $"-------- Example {number}: {example.Title} --------"),
        new XElement(Text + "introduction", Paragraphs(example.Introduction.Select(line => $"{line}\n\n"))),
        new XElement(Dev + "code", example.Output is null ? example.Code : $"{example.Code}{Environment.NewLine}{Environment.NewLine}{example.Output}"),
        new XElement(Dev + "remarks", Paragraphs(example.Remarks.Append(string.Empty))));

    private static XElement Description(IEnumerable<string> text) => new(Text + "description", Paragraphs(text));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> text) => text.Select(paragraph => new XElement(Text + "para", paragraph));
}
