using AksExtensions.Arm;
using AksExtensions.Commands;
using AksExtensions.Settings;

namespace AksExtensions.Parameters;

/// <summary>The options that can differ from row to row, and are columns there. What was given by parameter applies to every row.</summary>
internal sealed record RowOptions
{
    /// <summary>The names of the columns, which are those of the parameters.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        nameof(AutoUpgradeMinorVersion), nameof(AutoUpgradeMode), nameof(Version), nameof(ReleaseTrain), nameof(Scope), nameof(ReleaseNamespace),
        nameof(TargetNamespace), nameof(PlanName), nameof(PlanPublisher), nameof(PlanProduct),
    ];

    private bool? AutoUpgradeMinorVersion { get; init; }

    private AutoUpgradeMode? AutoUpgradeMode { get; init; }

    private string? Version { get; init; }

    private string? ReleaseTrain { get; init; }

    private ExtensionScope? Scope { get; init; }

    private string? ReleaseNamespace { get; init; }

    private string? TargetNamespace { get; init; }

    private string? PlanName { get; init; }

    private string? PlanPublisher { get; init; }

    private string? PlanProduct { get; init; }

    /// <summary>The options of one row.</summary>
    /// <exception cref="AksExtensionException"><c>ColumnInvalid</c>.</exception>
    public static RowOptions Of(SettingsClusterCmdlet cmdlet, RowColumns columns)
    {
        return new()
        {
            AutoUpgradeMinorVersion = IsGiven(nameof(AutoUpgradeMinorVersion)) ? cmdlet.AutoUpgradeMinorVersion
                : Column(nameof(AutoUpgradeMinorVersion)) is not { } minor ? null
                : bool.TryParse(minor.TrimStart('$'), out var isOn) ? isOn
                : throw Errors.ColumnInvalid(nameof(AutoUpgradeMinorVersion), minor, "true or false"),
            AutoUpgradeMode = IsGiven(nameof(AutoUpgradeMode)) ? cmdlet.AutoUpgradeMode : Word<AutoUpgradeMode>(nameof(AutoUpgradeMode)),
            Scope = IsGiven(nameof(Scope)) ? cmdlet.Scope : Word<ExtensionScope>(nameof(Scope)),
            Version = cmdlet.Version ?? Column(nameof(Version)),
            ReleaseTrain = cmdlet.ReleaseTrain ?? Column(nameof(ReleaseTrain)),
            ReleaseNamespace = cmdlet.ReleaseNamespace ?? Column(nameof(ReleaseNamespace)),
            TargetNamespace = cmdlet.TargetNamespace ?? Column(nameof(TargetNamespace)),
            PlanName = cmdlet.PlanName ?? Column(nameof(PlanName)),
            PlanPublisher = cmdlet.PlanPublisher ?? Column(nameof(PlanPublisher)),
            PlanProduct = cmdlet.PlanProduct ?? Column(nameof(PlanProduct)),
        };

        bool IsGiven(string parameter) => cmdlet.IsGiven(parameter);

        string? Column(string name) => columns.Options.GetValueOrDefault(name);

        // Numbers and lists would be parsed too.
        T? Word<T>(string name)
            where T : struct, Enum => Column(name) is not { } text ? null
            : Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true)
            : throw Errors.ColumnInvalid(name, text, string.Join(", ", Enum.GetNames<T>()));
    }

    /// <summary>The request of a create with these options.</summary>
    /// <exception cref="AksExtensionException">A rule of <see cref="OptionRules"/>.</exception>
    public CreateExtensionRequest Apply(CreateExtensionRequest request, bool allowsPinnedTrain) => request with
    {
        AutoUpgradeMinorVersion = OptionRules.CheckUpgrade(AutoUpgradeMinorVersion, AutoUpgradeMode, Version, ReleaseTrain, allowsPinnedTrain),
        AutoUpgradeMode = AutoUpgradeMode,
        Version = Version,
        ReleaseTrain = ReleaseTrain,
        Scope = OptionRules.CheckScope(Scope, ReleaseNamespace, TargetNamespace),
        ReleaseNamespace = ReleaseNamespace,
        TargetNamespace = TargetNamespace,
        Plan = OptionRules.CompletePlan(OptionRules.CheckPlan(PlanName, PlanPublisher, PlanProduct), request.Plan?.PromotionCode, request.Plan?.Version),
    };

    /// <summary>The request of an update with these options.</summary>
    /// <exception cref="AksExtensionException">A rule of <see cref="OptionRules"/>.</exception>
    public UpdateExtensionRequest Apply(UpdateExtensionRequest request, bool allowsPinnedTrain) => request with
    {
        AutoUpgradeMinorVersion = OptionRules.CheckUpgrade(AutoUpgradeMinorVersion, AutoUpgradeMode, Version, ReleaseTrain, allowsPinnedTrain),
        AutoUpgradeMode = AutoUpgradeMode,
        Version = Version,
        ReleaseTrain = ReleaseTrain,
        ExpectedScope = Scope,
        ExpectedReleaseNamespace = ReleaseNamespace,
        ExpectedTargetNamespace = TargetNamespace,
        ExpectedPlan = (PlanName, PlanPublisher, PlanProduct),
    };
}
