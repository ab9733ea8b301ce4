namespace AksExtensions.Catalogue;

/// <summary>The knowledge of one type of extension: a file of Catalogue/Types.</summary>
internal sealed record ExtensionTypeKnowledge
{
    /// <summary>The type, such as <c>microsoft.dapr</c>, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>The display name, such as <c>Dapr</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The purpose, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The documentation of its settings.</summary>
    public required Uri Documentation { get; init; }

    /// <summary>The supported kinds of cluster, in ARM's spelling.</summary>
    public required IReadOnlyList<string> ClusterTypes { get; init; }

    /// <summary>The kinds of cluster where the type cannot be installed, each with what to do instead.</summary>
    public IReadOnlyList<TypeRefusal> RefuseOn { get; init; } = [];

    /// <summary>The supported scopes, <c>cluster</c> or <c>namespace</c> or both, beginning with the default. When there is only one, it is a rule.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The default namespace; null when it is not known.</summary>
    public string? DefaultNamespace { get; init; }

    /// <summary>Whether the type expects its default namespace; another one is then a warning.</summary>
    public bool FixedNamespace { get; init; }

    /// <summary>Whether an extension gets a managed identity on the kinds of cluster where extensions have one.</summary>
    public bool SendsIdentity { get; init; } = true;

    /// <summary>The known release trains, beginning with the default.</summary>
    public IReadOnlyList<string> ReleaseTrains { get; init; } = [];

    /// <summary>What its pods need of the nodes of an AKS cluster; null when nothing is documented.</summary>
    public NodeNeeds? Nodes { get; init; }

    /// <summary>The known settings; the type can have others.</summary>
    public IReadOnlyList<KnownSetting> Settings { get; init; } = [];

    /// <summary>The rules.</summary>
    public IReadOnlyList<TypeRule> Rules { get; init; } = [];

    /// <summary>The resources of Azure whose values additions and rules use.</summary>
    public IReadOnlyList<TypeLookup> Lookups { get; init; } = [];

    /// <summary>The values that a create adds.</summary>
    public IReadOnlyList<TypeAddition> Additions { get; init; } = [];

    /// <summary>The values that an update adds.</summary>
    public IReadOnlyList<TypeAddition> UpdateAdditions { get; init; } = [];

    /// <summary>The roles that an identity needs before the extension works.</summary>
    public IReadOnlyList<TypePrerequisite> Prerequisites { get; init; } = [];
}

/// <summary>The kind of value of a setting. All values are sent as strings.</summary>
internal enum SettingType
{
    Text,
    Boolean,
    Integer,
}

/// <summary>One setting of a type.</summary>
internal sealed record KnownSetting
{
    /// <summary>The key. A <c>*</c> at its end stands for the keys below it.</summary>
    public required string Key { get; init; }

    public SettingType Type { get; init; }

    /// <summary>The default value; null when there is none, or it is not known.</summary>
    public string? Default { get; init; }

    /// <summary>The accepted values, ignoring case; none means any.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Whether it belongs to the protected settings.</summary>
    public bool Protected { get; init; }

    /// <summary>The shorter name that Azure CLI accepts for this type, ignoring case, and converts to the key.</summary>
    public string? AzureCliName { get; init; }

    /// <summary>For a protected setting that the service reads under another key, too: that key; otherwise null.</summary>
    public string? AlsoSentAs { get; init; }

    /// <summary>For a protected setting whose value is the path of a PEM file: the content of the file, and how it is sent; otherwise null.</summary>
    public PemFileSetting? PemFile { get; init; }

    public required string Description { get; init; }
}

/// <summary>Kinds of cluster where a type cannot be installed.</summary>
internal sealed record TypeRefusal
{
    /// <summary>The kinds of cluster, in ARM's spelling.</summary>
    public required IReadOnlyList<string> ClusterTypes { get; init; }

    /// <summary>The reason, a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>What to do instead, a sentence.</summary>
    public required string WayOut { get; init; }
}

/// <summary>A protected setting that names a PEM file. The base64 of the file's text is sent instead.</summary>
internal sealed record PemFileSetting
{
    /// <summary>The content that the file must have, as the end of its PEM label: <c>CERTIFICATE</c> or <c>PRIVATE KEY</c>.</summary>
    public required string Label { get; init; }

    /// <summary>The protected setting that is sent.</summary>
    public required string Key { get; init; }
}

/// <summary>How a rule combines its conditions.</summary>
internal enum RuleKind
{
    /// <summary>At least one of the alternatives, which are lists of conditions, is true.</summary>
    RequiresOneOf,

    /// <summary>All conditions are true.</summary>
    Requires,

    /// <summary>Not all conditions are true.</summary>
    Excludes,

    /// <summary>All subjects are specified, or none of them.</summary>
    BothOrNeither,

    /// <summary>All specified subjects have the same value.</summary>
    SameValue,

    /// <summary>The specified subjects have one of the values.</summary>
    AllowedValues,

    /// <summary>Only settings of the file are specified.</summary>
    KnownSettingsOnly,
}

/// <summary>How certain a failure is.</summary>
internal enum RuleSeverity
{
    /// <summary>The service would fail, so nothing is sent.</summary>
    Error,

    /// <summary>The service might fail, so the command warns.</summary>
    Warning,
}

/// <summary>The commands that a rule applies to.</summary>
internal enum RuleOccasion
{
    Any,
    Create,
    Update,
}

/// <summary>One rule of a type.</summary>
internal sealed record TypeRule
{
    public required RuleKind Kind { get; init; }

    /// <summary>The commands that the rule applies to. Rules for updates are about changes to an installed extension.</summary>
    public RuleOccasion On { get; init; }

    public required RuleSeverity Severity { get; init; }

    /// <summary>The rule applies when all of these are true; none means always.</summary>
    public IReadOnlyList<TypeCondition> When { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<TypeCondition>> Alternatives { get; init; } = [];

    public IReadOnlyList<TypeCondition> Conditions { get; init; } = [];

    public IReadOnlyList<string> Subjects { get; init; } = [];

    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The rule, in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>What to do, in one sentence.</summary>
    public required string WayOut { get; init; }
}

/// <summary>
/// A condition on one subject: a setting by its key (a <c>*</c> at its end stands for all keys below it), an option of the command such as
/// <c>-ReleaseTrain</c>, or a fact in braces such as <c>{cluster.nodeCount}</c>. By default, it is true when the subject is specified.
/// </summary>
internal sealed record TypeCondition
{
    public required string Subject { get; init; }

    /// <summary>The subject has one of these values, ignoring case.</summary>
    public IReadOnlyList<string> Is { get; init; } = [];

    /// <summary>The subject has none of these values, or is not specified.</summary>
    public IReadOnlyList<string> IsNot { get; init; } = [];

    /// <summary>The subject is a number less than this one.</summary>
    public int? Below { get; init; }

    /// <summary>The subject is not specified.</summary>
    public bool Missing { get; init; }
}

/// <summary>A value that is sent although it was not specified. It never replaces a specified value.</summary>
internal sealed record TypeAddition
{
    /// <summary>A setting's key, or <c>-ReleaseTrain</c>, <c>-ReleaseNamespace</c>, <c>-Scope</c> or <c>-AutoUpgradeMinorVersion</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The value. A subject in braces, which is a fact or a setting, stands for its value.</summary>
    public required string Value { get; init; }

    /// <summary>Whether it is left out, with a warning, when the resource that it depends on cannot be read.</summary>
    public bool Optional { get; init; }

    /// <summary>The kinds of cluster that it applies to; none means all.</summary>
    public IReadOnlyList<string> ClusterTypes { get; init; } = [];

    /// <summary>It is added when all of these are true; none means always.</summary>
    public IReadOnlyList<TypeCondition> When { get; init; } = [];
}
