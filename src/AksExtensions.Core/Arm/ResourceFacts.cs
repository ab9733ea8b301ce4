using System.Globalization;

namespace AksExtensions.Arm;

/// <summary>A resource of ARM as Azure returned it.</summary>
/// <param name="Id">Its ID; the requested one when Azure returned none.</param>
/// <param name="Properties">All members of the resource, including those at the top such as <c>location</c>; names ignore case.</param>
public sealed record ResourceFacts(string Id, IReadOnlyDictionary<string, object?> Properties)
{
    /// <summary>The region, such as <c>eastus</c>; null when Azure returned none.</summary>
    public string? Location => Text("location");

    /// <summary>The text of a value; null when it does not exist or is an object or a list.</summary>
    /// <param name="path">The names that lead to it, separated by periods, such as <c>properties.primaryEndpoints.blob</c>.</param>
    public string? Text(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        object? value = Properties;
        foreach (var name in path.Split('.'))
        {
            value = value is IReadOnlyDictionary<string, object?> members ? members.GetValueOrDefault(name) : null;
        }

        return value switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            long or double => Convert.ToString(value, CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
