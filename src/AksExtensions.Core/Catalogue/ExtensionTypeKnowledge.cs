namespace AksExtensions.Catalogue;

/// <summary>What the module knows of one type of extension: a file of Catalogue/Types, as it is written there.</summary>
internal sealed record ExtensionTypeKnowledge
{
    /// <summary>The type, such as <c>microsoft.dapr</c>, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>What it is called in sentences, such as <c>Dapr</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Where its settings are documented.</summary>
    public required Uri Documentation { get; init; }

    /// <summary>The kinds of cluster it can be installed on, as ARM spells them.</summary>
    public required IReadOnlyList<string> ClusterTypes { get; init; }

    /// <summary>The scopes it can be installed at, <c>cluster</c> or <c>namespace</c> or both, the default first. A single one is a rule.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The namespace that is used when none is given; null when that is not known.</summary>
    public string? DefaultNamespace { get; init; }

    /// <summary>Whether the type expects its default namespace, so that another one is a warning.</summary>
    public bool FixedNamespace { get; init; }

    /// <summary>Whether an instance gets a managed identity on the kinds of cluster where instances have one.</summary>
    public bool SendsIdentity { get; init; } = true;

    /// <summary>The release trains that are known to have versions, the default first.</summary>
    public IReadOnlyList<string> ReleaseTrains { get; init; } = [];

    /// <summary>The settings that are known; there may be others.</summary>
    public IReadOnlyList<KnownSetting> Settings { get; init; } = [];

    /// <summary>The rules between them.</summary>
    public IReadOnlyList<TypeRule> Rules { get; init; } = [];

    /// <summary>What a create sends beside what was given.</summary>
    public IReadOnlyList<TypeAddition> Additions { get; init; } = [];

    /// <summary>What an update sends beside what was given.</summary>
    public IReadOnlyList<TypeAddition> UpdateAdditions { get; init; } = [];
}

/// <summary>What kind of value a setting has. All of them are sent as strings.</summary>
internal enum SettingType
{
    Text,
    Boolean,
    Integer,
}

/// <summary>One setting of a type.</summary>
internal sealed record KnownSetting
{
    /// <summary>The key; a <c>*</c> at its end stands for the keys below it.</summary>
    public required string Key { get; init; }

    public SettingType Type { get; init; }

    /// <summary>The value that holds when none is given; null when there is none, or it is not known.</summary>
    public string? Default { get; init; }

    /// <summary>The values there are, compared without case; none means any.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Whether it belongs in the protected settings.</summary>
    public bool Protected { get; init; }

    /// <summary>The shorter name that Azure CLI takes for this type, without case, and turns into the key.</summary>
    public string? AzureCliName { get; init; }

    /// <summary>For a protected setting whose value is the path of a PEM file: what the file holds, and how it is sent; null for any other.</summary>
    public PemFileSetting? PemFile { get; init; }

    public required string Description { get; init; }
}

/// <summary>A protected setting that names a PEM file. The base64 of the file's text is sent in its place.</summary>
internal sealed record PemFileSetting
{
    /// <summary>What the file must hold, as its PEM label ends: <c>CERTIFICATE</c> or <c>PRIVATE KEY</c>.</summary>
    public required string Label { get; init; }

    /// <summary>The protected setting that is sent.</summary>
    public required string Key { get; init; }
}

/// <summary>What a rule says about the conditions it names.</summary>
internal enum RuleKind
{
    /// <summary>At least one of the alternatives holds, each of them a list of conditions.</summary>
    RequiresOneOf,

    /// <summary>All conditions hold.</summary>
    Requires,

    /// <summary>The conditions do not hold all together.</summary>
    Excludes,

    /// <summary>All the subjects are given, or none of them.</summary>
    BothOrNeither,

    /// <summary>All the subjects that are given have the same value.</summary>
    SameValue,

    /// <summary>The subjects that are given have one of the values.</summary>
    AllowedValues,
}

/// <summary>How sure it is that the service fails.</summary>
internal enum RuleSeverity
{
    /// <summary>It surely fails: nothing is sent.</summary>
    Error,

    /// <summary>It may fail: a person is told.</summary>
    Warning,
}

/// <summary>The commands that a rule is for.</summary>
internal enum RuleOccasion
{
    Any,
    Update,
}

/// <summary>One rule of a type.</summary>
internal sealed record TypeRule
{
    public required RuleKind Kind { get; init; }

    /// <summary>The commands that the rule is for. A rule for updates speaks of what changes in a running instance.</summary>
    public RuleOccasion On { get; init; }

    public required RuleSeverity Severity { get; init; }

    /// <summary>The rule applies when all of these hold; none means always.</summary>
    public IReadOnlyList<TypeCondition> When { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<TypeCondition>> Alternatives { get; init; } = [];

    public IReadOnlyList<TypeCondition> Conditions { get; init; } = [];

    public IReadOnlyList<string> Subjects { get; init; } = [];

    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The rule in words, a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>What to do, a sentence.</summary>
    public required string WayOut { get; init; }
}

/// <summary>
/// A condition on one subject: a setting by its key (a <c>*</c> at its end stands for all keys below it), an option of the command such as
/// <c>-ReleaseTrain</c>, or a fact in braces such as <c>{cluster.nodeCount}</c>. Alone it asks whether the subject is given.
/// </summary>
internal sealed record TypeCondition
{
    public required string Subject { get; init; }

    /// <summary>The subject has one of these values, compared without case.</summary>
    public IReadOnlyList<string> Is { get; init; } = [];

    /// <summary>The subject has none of these values; one that is not given has none.</summary>
    public IReadOnlyList<string> IsNot { get; init; } = [];

    /// <summary>The subject is a number below this one.</summary>
    public int? Below { get; init; }

    /// <summary>The subject is not given.</summary>
    public bool Missing { get; init; }
}

/// <summary>Something that is sent although nobody gave it. It never takes the place of what was given.</summary>
internal sealed record TypeAddition
{
    /// <summary>A setting's key, <c>-ReleaseTrain</c> or <c>-ReleaseNamespace</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The value; a subject in braces stands for its value: a fact, or a setting.</summary>
    public required string Value { get; init; }

    /// <summary>The kinds of cluster it is for; none means all.</summary>
    public IReadOnlyList<string> ClusterTypes { get; init; } = [];

    /// <summary>It is added when all of these hold; none means always.</summary>
    public IReadOnlyList<TypeCondition> When { get; init; } = [];
}
