using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AksExtensions.Help;

/// <summary>Descriptions of output objects, from the doc comments of the code.</summary>
internal sealed partial class TypeDocs(string folder)
{
    private readonly Dictionary<string, XElement> _members = Directory.GetFiles(folder, "AksExtensions*.xml")
        .SelectMany(file => XDocument.Load(file).Descendants("member")).DistinctBy(member => member.Attribute("name")!.Value).ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>Lists the public properties of a type, one per line, with type and description.</summary>
    public string Properties(Type type) => string.Join('\n', type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => $"- {property.Name} ({Name(property.PropertyType)}): {Text(property)}"));

    private string Text(PropertyInfo property)
    {
        // The properties of a positional record are documented as parameters of the type.
        var text = _members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")?.Element("summary")
            ?? _members.GetValueOrDefault($"T:{property.DeclaringType.FullName}")?.Elements("param").FirstOrDefault(param => param.Attribute("name")!.Value == property.Name)
            ?? throw new InvalidOperationException($"{property.DeclaringType.FullName}.{property.Name} has no doc comment.");
        foreach (var reference in text.Descendants("see").ToList())
        {
            reference.ReplaceWith(reference.Attribute("cref")!.Value.Split('.', ':')[^1]);
        }

        return Blanks().Replace(text.Value, " ").Trim();
    }

    private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } value ? Name(value)
        : type.IsGenericType ? $"{type.Name[1..type.Name.IndexOf('`', StringComparison.Ordinal)]} of {string.Join(" to ", type.GetGenericArguments().Select(Name))}"
        : type.Name;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
