namespace AksExtensions.Catalogue;

/// <summary>
/// A resource of Azure that a type depends on. Its values are facts of additions and rules, such as <c>{storageAccount.location}</c>.
/// </summary>
internal sealed record TypeLookup
{
    /// <summary>The first part of its facts, such as <c>storageAccount</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for messages, such as <c>storage account</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Its ID, with facts in braces for its parts. It is not read while one of them has no value.</summary>
    public required string ResourceId { get; init; }

    /// <summary>The API version of its type.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The last parts of its facts, each with the path of the value in the resource, such as <c>properties.primaryEndpoints.blob</c>.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>What to do when the resource does not exist: sentences, with facts in braces. <c>{id}</c> is its ID.</summary>
    public required string WhenMissing { get; init; }

    /// <summary>What to do when the caller may not read it, in the same format.</summary>
    public required string WhenDenied { get; init; }
}
