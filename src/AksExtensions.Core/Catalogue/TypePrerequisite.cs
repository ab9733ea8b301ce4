namespace AksExtensions.Catalogue;

/// <summary>A role that an identity needs before an extension of the type works: made on request, checked by Test-, and undone with the extension.</summary>
internal sealed record TypePrerequisite
{
    /// <summary>The name of its check, such as <c>BackupStorageRole</c>; unique and stable.</summary>
    public required string Check { get; init; }

    /// <summary>The name of the built-in role.</summary>
    public required string Role { get; init; }

    /// <summary>The ID of the built-in role, a GUID.</summary>
    public required string RoleId { get; init; }

    /// <summary>
    /// The object ID of the identity: <c>{instance.principalId}</c>, which is known after the create, or <c>{cluster.kubeletObjectId}</c>.
    /// </summary>
    public required string Principal { get; init; }

    /// <summary>What the identity is, such as <c>the extension's identity</c>.</summary>
    public required string PrincipalName { get; init; }

    /// <summary>The scope. Settings and facts in braces stand for their values, each of which is one name.</summary>
    public required string Scope { get; init; }

    /// <summary>What the role is for, as the end of a sentence that begins with "The role lets it".</summary>
    public required string Purpose { get; init; }

    /// <summary>The kinds of cluster that it applies to; none means all.</summary>
    public IReadOnlyList<string> ClusterTypes { get; init; } = [];

    /// <summary>It is needed when all of these are true; none means always.</summary>
    public IReadOnlyList<TypeCondition> When { get; init; } = [];
}
