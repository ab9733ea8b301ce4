using System.Collections;
using System.Globalization;

namespace AksExtensions.Parameters;

/// <summary>
/// The named values of a row or an object that may name a cluster. The headers of rows are read as people and exports write them: in any
/// case, with spaces, underscores or hyphens between the words.
/// </summary>
internal sealed class ClusterRow
{
    private static readonly string[] Ids = ["ResourceId", "Id", "ClusterId", "ClusterResourceId", "Cluster"];
    private static readonly string[] Groups = ["ResourceGroupName", "ResourceGroup"];
    private static readonly string[] Clusters = ["ClusterName", "Cluster"];
    private static readonly string[] OfInstalled = ["State", "ProvisioningState", "CurrentVersion"];
    private static readonly string[] OfExtensions = ["ExtensionType", .. OfInstalled];
    private static readonly string[] Names = ["ClusterName", "Cluster", "Name"];
    private static readonly string[] Subscriptions = ["SubscriptionId", "Subscription"];
    private static readonly string[] Types = ["ClusterType"];
    private static readonly string[] Providers = ["ClusterResourceProvider"];
    private static readonly string[] Extensions = ["ExtensionName", "Extension"];
    private static readonly string[][] All = [Ids, Groups, Names, Subscriptions, Types, Providers, Extensions];

    private readonly IReadOnlyList<string>? _headers;
    private readonly object _value;

    private ClusterRow(object value, Func<string, object?> get, IReadOnlyList<string>? headers)
    {
        _value = value;
        Get = get;
        _headers = headers;
    }

    /// <summary>Gives a value by its exact name; null when there is none.</summary>
    public Func<string, object?> Get { get; }

    /// <summary>Whether the names are those of a person's list: for an object, its type has named them.</summary>
    public bool IsRow => _headers is not null;

    /// <summary>The first value under a header of IDs that is a resource ID: tables have other IDs, too.</summary>
    public string? Id => Ids.Select(Text).FirstOrDefault(text => text?.StartsWith('/') == true);

    public string? ResourceGroupName => Text(Groups);

    public string? ClusterName => Text(Names);

    public string? SubscriptionId => Text(Subscriptions);

    public string? ClusterType => Text(Types);

    public string? ClusterResourceProvider => Text(Providers);

    /// <summary>The extension; in a row as tables of extensions show it, the name beside that of the cluster.</summary>
    public string? ExtensionName => Text(Extensions)
        ?? (IsRow && Text(Clusters) is not null && _headers!.Any(header => Is(header, OfExtensions)) ? Text("Name") : null);

    /// <summary>What is beside the cluster; nothing for an object.</summary>
    public RowColumns Columns
    {
        get
        {
            if (_headers is null)
            {
                return RowColumns.None;
            }

            var isExport = _headers.Any(header => Is(header, OfInstalled));
            return new(
                _headers.Where(header => !IsRead(header) && Read(header) is not null).ToList(),
                isExport ? RowColumns.None.Options : RowOptions.Names.Where(name => Text(name) is not null).ToDictionary(name => name, name => Text(name)!),
                isExport);
        }
    }

    /// <summary>
    /// Only what was looked at, so that an error does not carry a password in another column or property. A number stays a number; of an object
    /// without any of the names, the name of its type.
    /// </summary>
    public object Shown
    {
        get
        {
            var shown = new PSObject();
            foreach (var name in _headers?.Where(IsRead) ?? All.SelectMany(names => names).Distinct().Where(name => Get(name) is not null))
            {
                shown.Properties.Add(new PSNoteProperty(name, Get(name)));
            }

            return IsRow || shown.Properties.Any() ? shown
                : _value is IConvertible or Guid or Uri ? _value
                : _value.GetType().ToString();
        }
    }

    /// <summary>The named values of an input; null when it is text or nothing.</summary>
    public static ClusterRow? Of(object? input)
    {
        switch (input is PSObject wrapper ? wrapper.BaseObject : input)
        {
            case null or string:
                return null;
            case IDictionary table:
                return new(
                    table, name => table.Contains(name) ? table[name] : null, [.. table.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty)]);
            case var value:
                var source = PSObject.AsPSObject(input!);
                return new(
                    value, name => source.Properties[name] is { IsGettable: true } property ? property.Value : null,
                    // A row of a database is a row too, whose columns PowerShell shows as properties.
                    value is PSCustomObject || value.GetType().FullName is "System.Data.DataRow" or "System.Data.DataRowView" ? [.. source.Properties.Select(property => property.Name)] : null);
        }
    }

    /// <summary>The row as an error shows it: the values that were looked at, of the others only the names. Null for an object.</summary>
    public string? Describe() => _headers is null
        ? null
        : $"@{{{string.Join("; ", _headers.Where(IsRead).Select(header => $"{header}={Read(header)}").Concat(_headers.Where(header => !IsRead(header))))}}}";

    /// <summary>Why the row names no cluster.</summary>
    public string Reason() => OtherDelimiter is { } delimiter ? $"it has one column, because the file separates its values by '{delimiter}'; read it with Import-Csv -Delimiter '{delimiter}'"
        : (Empty(Groups) ?? Empty(Names) ?? Empty(Ids)) is { } header ? $"its {header} is empty"
        : "it has no resource id, and no ResourceGroupName with a ClusterName or Name";

    // Import-Csv reads a file that has another delimiter as one column with all headers for its name.
    private string? OtherDelimiter => _headers is [var only] && only.AsSpan().IndexOfAny(';', ',', '\t') is >= 0 and var at
        ? (only[at] == '\t' ? "`t" : only[at].ToString())
        : null;

    // A header without a value.
    private string? Empty(string[] names) => _headers?.FirstOrDefault(header => Is(header, names) && Read(header) is null);

    private static bool Is(string header, string[] names) => names.Any(name => Spelling.IsSame(header, name));

    private static bool IsRead(string header) => All.Any(names => Is(header, names));

    private string? Text(string[] names) => names.Select(Text).FirstOrDefault(text => text is not null);

    private string? Text(string name) =>
        Read(name) ?? _headers?.Where(header => Spelling.IsSame(header, name)).Select(Read).FirstOrDefault(text => text is not null);

    // Spreadsheets leave spaces, which no name in Azure has at its ends.
    private string? Read(string name) =>
        Get(name) is { } value
        && Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture)?.Trim() is { Length: > 0 } text
            ? text
            : null;
}
