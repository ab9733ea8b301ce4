using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AksExtensions.Help;

/// <summary>What the doc comments of the code say of the objects that commands put out.</summary>
internal sealed partial class TypeDocs(string folder)
{
    private readonly Dictionary<string, XElement> _members = Directory.GetFiles(folder, "AksExtensions*.xml")
        .SelectMany(file => XDocument.Load(file).Descendants("member")).DistinctBy(member => member.Attribute("name")!.Value).ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The public properties of a type, each with its type and text, one a line.</summary>
    public string Properties(Type type) => string.Join('\n', type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => $"- {property.Name} ({Name(property.PropertyType)}): {Text(property)}"));

    private string Text(PropertyInfo property)
    {
        // A positional record's properties are documented as parameters of its type.
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
