namespace AksExtensions.Catalogue;

/// <summary>Finds the known type that an unknown type might stand for.</summary>
internal static class UnknownType
{
    private const string Publisher = "microsoft.";

    /// <summary>Returns a suggestion; null when the type is probably a different one.</summary>
    /// <param name="extensionType">The unknown type.</param>
    /// <param name="known">The known types.</param>
    public static string? Meant(string extensionType, IEnumerable<string> known)
    {
        // 'v3' instead of 'v2' is a new type, not a typo.
        var types = known.Where(type => !Unversioned(type).Equals(Unversioned(extensionType), StringComparison.OrdinalIgnoreCase)).ToList();
        return Misspelling.Nearest(extensionType, types)
            // 'dapr', 'azureml' or 'daper' for the whole name.
            ?? types.FirstOrDefault(type => Short(type).Equals(extensionType, StringComparison.OrdinalIgnoreCase))
            ?? types.FirstOrDefault(type => Short(type).StartsWith(extensionType + ".", StringComparison.OrdinalIgnoreCase))
            ?? types.FirstOrDefault(type => extensionType.Contains('.', StringComparison.Ordinal)
                && type.StartsWith(extensionType + ".", StringComparison.OrdinalIgnoreCase))
            ?? (Misspelling.Nearest(extensionType, types.Select(Short)) is { } nearest ? types.First(type => Short(type) == nearest) : null);
    }

    private static string Unversioned(string type)
    {
        var name = type.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return name.Length < type.Length ? name.TrimEnd('v', 'V') : name;
    }

    private static string Short(string type) => type.StartsWith(Publisher, StringComparison.OrdinalIgnoreCase) ? type[Publisher.Length..] : type;
}
