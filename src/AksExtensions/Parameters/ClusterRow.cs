using System.Globalization;
using System.Management.Automation;

namespace AksExtensions.Parameters;

/// <summary>
/// The named values of a row or an object that may name a cluster. The headers of rows are read as people and exports write them: in any
/// case, with spaces, underscores or hyphens between the words.
/// </summary>
/// <param name="get">Gives a value by its exact name; null when there is none.</param>
/// <param name="headers">The names of a row's values; null for an object, whose type has named them.</param>
internal sealed class ClusterRow(Func<string, object?> get, IReadOnlyList<string>? headers)
{
    private static readonly string[] Ids = ["ResourceId", "Id", "ClusterId", "ClusterResourceId"];
    private static readonly string[] Groups = ["ResourceGroupName", "ResourceGroup"];
    private static readonly string[] Names = ["ClusterName", "Name"];
    private static readonly string[] Subscriptions = ["SubscriptionId", "Subscription"];
    private static readonly string[] Types = ["ClusterType"];
    private static readonly string[] Providers = ["ClusterResourceProvider"];
    private static readonly string[] Extensions = ["ExtensionName"];

    /// <summary>The first value under a header of ids that is a resource id: tables have other ids, too.</summary>
    public string? Id => Ids.Select(Text).FirstOrDefault(text => text?.StartsWith('/') == true);

    public string? ResourceGroupName => Text(Groups);

    public string? ClusterName => Text(Names);

    public string? SubscriptionId => Text(Subscriptions);

    public string? ClusterType => Text(Types);

    public string? ClusterResourceProvider => Text(Providers);

    public string? ExtensionName => Text(Extensions);

    /// <summary>The row as an error shows it: the values that were looked at, of the others only the names. Null for an object.</summary>
    public string? Describe() => headers is null
        ? null
        : $"@{{{string.Join("; ", headers.Where(IsRead).Select(header => $"{header}={Read(header)}").Concat(headers.Where(header => !IsRead(header))))}}}";

    /// <summary>Why the row names no cluster.</summary>
    public string Reason() => (Empty(Groups) ?? Empty(Names) ?? Empty(Ids)) is { } header
        ? $"its {header} is empty"
        : "it has no resource id, and no ResourceGroupName with a ClusterName or Name";

    // A header that is there and has no value.
    private string? Empty(string[] names) => headers?.FirstOrDefault(header => Is(header, names) && Read(header) is null);

    private static bool Is(string header, string[] names) => names.Any(name => IsSpelt(header, name));

    private static bool IsRead(string header) => new[] { Ids, Groups, Names, Subscriptions, Types, Providers, Extensions }.Any(names => Is(header, names));

    private static bool IsSpelt(string header, string name) =>
        string.Concat(header.Where(character => character is not (' ' or '_' or '-'))).Equals(name, StringComparison.OrdinalIgnoreCase);

    private string? Text(string[] names) => names.Select(Text).FirstOrDefault(text => text is not null);

    private string? Text(string name) =>
        Read(name) ?? headers?.Where(header => IsSpelt(header, name)).Select(Read).FirstOrDefault(text => text is not null);

    // Spreadsheets leave spaces, which no name in Azure has at its ends.
    private string? Read(string name) =>
        get(name) is { } value
        && Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture)?.Trim() is { Length: > 0 } text
            ? text
            : null;
}
