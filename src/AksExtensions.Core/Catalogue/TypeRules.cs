using System.Globalization;
using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>A part of a request that the service refuses or might refuse.</summary>
/// <param name="Severity">How certain that is.</param>
/// <param name="Text">The rule.</param>
/// <param name="WayOut">What to do.</param>
internal sealed record TypeFinding(RuleSeverity Severity, string Text, string WayOut);

/// <summary>Checks a request against the rules of its type, without sending anything to Azure.</summary>
internal static class TypeRules
{
    /// <summary>Checks a create.</summary>
    /// <param name="type">The type; null when it is unknown, and only the checks for every type are made.</param>
    /// <param name="request">The request.</param>
    /// <param name="name">The name of the extension; null when it is not known yet.</param>
    public static IReadOnlyList<TypeFinding> Check(ExtensionTypeKnowledge? type, CreateExtensionRequest request, string? name)
    {
        var subjects = new TypeSubjects(request, name);
        var general = InputChecks.Check(type, request.ExtensionType, subjects);
        return type is null ? general :
        [
            .. general,
            .. Placement(type, subjects),
            .. Broken(type.Rules.Where(rule => rule.On != RuleOccasion.Update && !FactRules.IsAboutFacts(rule)), type, subjects),
            .. Settings(type, subjects),
        ];
    }

    /// <summary>Checks an update. Only rules that apply to some of the settings are checked, because Azure keeps the others.</summary>
    /// <param name="type">The type; null when it is unknown or not specified.</param>
    /// <param name="request">The request.</param>
    public static IReadOnlyList<TypeFinding> Check(ExtensionTypeKnowledge? type, UpdateExtensionRequest request)
    {
        var subjects = new TypeSubjects(request);
        var general = InputChecks.Check(type, request.ExpectedExtensionType, subjects);
        return type is null ? general :
        [
            .. general,
            .. Broken(type.Rules.Where(rule => AppliesToUpdates(rule) && !FactRules.IsAboutFacts(rule)), type, subjects),
            .. Settings(type, subjects),
        ];
    }

    /// <summary>Checks only the rules that are written for updates, such as warnings of what a change interrupts.</summary>
    public static IReadOnlyList<TypeFinding> CheckChange(ExtensionTypeKnowledge type, UpdateExtensionRequest request) =>
        [.. Broken(type.Rules.Where(rule => rule.On == RuleOccasion.Update && !FactRules.IsAboutFacts(rule)), type, new(request))];

    /// <summary>Checks rules about facts, after these were read. A rule whose facts are not known is not checked.</summary>
    public static IReadOnlyList<TypeFinding> CheckFacts(IEnumerable<TypeRule> rules, ExtensionTypeKnowledge type, TypeSubjects subjects) =>
    [
        .. Broken(rules.Where(rule => FactRules.Facts(rule).All(fact => !TypeFacts.IsRead(type, fact) || subjects.Knows(fact))), type, subjects)
            .Select(finding => finding with { Text = Fill(finding.Text, subjects), WayOut = Fill(finding.WayOut, subjects) }),
    ];

    /// <summary>Refuses a request whose findings contain an error.</summary>
    /// <param name="extensionType">The type.</param>
    /// <param name="findings">The findings.</param>
    /// <param name="extensionId">The extension; null when the findings are about the command.</param>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>.</exception>
    public static void Refuse(string? extensionType, IReadOnlyList<TypeFinding> findings, string? extensionId = null)
    {
        var errors = findings.Where(finding => finding.Severity == RuleSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw Errors.TypeRuleViolated(
                extensionType ?? string.Empty, string.Join(' ', errors.Select(error => error.Text)), string.Join(' ', errors.Select(error => error.WayOut).Distinct()), extensionId);
        }
    }

    /// <summary>Checks whether a type can be installed on a kind of cluster.</summary>
    /// <param name="type">The type; null when it is unknown.</param>
    /// <param name="cluster">The cluster.</param>
    /// <returns>Why not, and what to do instead; null when nothing is known against it.</returns>
    public static TypeFinding? CheckCluster(ExtensionTypeKnowledge? type, ClusterReference cluster) =>
        RefusalOf(type, cluster) is { } found
            ? new(RuleSeverity.Error, $"{found.Text} (Cluster '{cluster.Name}', resource group '{cluster.ResourceGroupName}'.)", found.WayOut)
            : null;

    /// <summary>Why a type cannot be installed on a kind of cluster, and what to do instead; null when nothing is known against it.</summary>
    public static TypeRefusal? RefusalOf(ExtensionTypeKnowledge? type, ClusterReference cluster) =>
        type?.RefuseOn.FirstOrDefault(refusal => refusal.ClusterTypes.Contains(cluster.ClusterType, StringComparer.OrdinalIgnoreCase));

    // What only some of the settings can break.
    private static bool AppliesToUpdates(TypeRule rule) => rule.On switch
    {
        RuleOccasion.Update => true,
        RuleOccasion.Any => rule.Kind is RuleKind.Excludes or RuleKind.AllowedValues or RuleKind.KnownSettingsOnly,
        _ => false,
    };

    private static IEnumerable<TypeFinding> Broken(IEnumerable<TypeRule> rules, ExtensionTypeKnowledge type, TypeSubjects subjects) =>
        rules
            .Where(rule => Breaks(rule, type, subjects))
            // A misspelled train is already a finding, with a suggestion.
            .Where(rule => !rule.Subjects.Contains(InputChecks.Train) || InputChecks.NearestTrain(type, subjects) is null)
            .Select(Finding);

    private static string Fill(string text, TypeSubjects subjects) => TypeAdditions.Fill(text, subjects, isPreview: true)!;

    private static TypeFinding Finding(TypeRule rule) => new(rule.Severity, rule.Text, rule.WayOut);

    private static bool Breaks(TypeRule rule, ExtensionTypeKnowledge type, TypeSubjects subjects) => subjects.Hold(rule.When, ifProtected: false) && rule.Kind switch
    {
        RuleKind.RequiresOneOf => !rule.Alternatives.Any(alternative => subjects.Hold(alternative, ifProtected: true)),
        RuleKind.Requires => !subjects.Hold(rule.Conditions, ifProtected: true),
        RuleKind.Excludes => subjects.Hold(rule.Conditions, ifProtected: false),
        RuleKind.BothOrNeither => rule.Subjects.Select(subjects.IsGiven).Distinct().Count() > 1,
        RuleKind.SameValue => rule.Subjects.Select(subjects.Value).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1,
        RuleKind.AllowedValues => rule.Subjects.Select(subjects.Value).OfType<string>()
            .Any(value => !rule.Values.Contains(value, StringComparer.OrdinalIgnoreCase)),
        RuleKind.KnownSettingsOnly => subjects.Keys.Any(key => Find(type, key) is null),
        _ => throw new InvalidOperationException($"A rule of the kind {rule.Kind} cannot be checked."),
    };

    // Scope and namespace are properties at the top of a file, where readers expect them, and not rules.
    private static IEnumerable<TypeFinding> Placement(ExtensionTypeKnowledge type, TypeSubjects subjects)
    {
        if (subjects.Value("-Scope") is { } scope && !type.Scopes.Contains(scope, StringComparer.OrdinalIgnoreCase))
        {
            yield return new(
                RuleSeverity.Error,
                $"{type.DisplayName} can be installed at {string.Join(" or ", type.Scopes)} scope only.",
                $"Omit -Scope and -TargetNamespace{(type.DefaultNamespace is null ? null : $"; it is installed into {type.DefaultNamespace}")}.");
        }

        if (type.FixedNamespace && subjects.Value("-ReleaseNamespace") is { } given && !given.Equals(type.DefaultNamespace, StringComparison.Ordinal))
        {
            yield return new(
                RuleSeverity.Warning,
                $"{type.DisplayName} expects the namespace '{type.DefaultNamespace}', not '{given}'.",
                "Omit -ReleaseNamespace.");
        }
    }

    private static IEnumerable<TypeFinding> Settings(ExtensionTypeKnowledge type, TypeSubjects subjects)
    {
        foreach (var (key, value) in subjects.Plain)
        {
            if (Find(type, key) is not { } known)
            {
                continue;
            }

            if (known.Protected)
            {
                yield return new(
                    RuleSeverity.Warning, $"'{key}' is a secret, but configuration settings are visible to every reader in Azure.", "Specify it in -ConfigurationProtectedSettings.");
            }

            // A rule of the file has a better message.
            var isRuled = type.Rules.Any(rule => rule.Kind == RuleKind.AllowedValues && rule.Subjects.Contains(key));
            if (!isRuled && Expected(known, value) is { } expected)
            {
                yield return new(RuleSeverity.Warning, $"The setting '{key}' must be {expected}, not '{value}'.", "Correct the value.");
            }
        }

        foreach (var key in subjects.Keys.Where(key => Find(type, key) is null))
        {
            if (UnknownKey.Meant(key, type.Settings.Select(setting => setting.Key).ToList()) is { Count: > 0 } meant)
            {
                var list = string.Join(" or ", meant.Select(known => $"'{known}'"));
                yield return new(
                    RuleSeverity.Warning, $"{type.DisplayName} is not known to have a setting '{key}'. Did you mean {list}?", "It is sent unchanged.");
            }
        }
    }

    /// <summary>Finds the knowledge of a key; null when it is unknown.</summary>
    internal static KnownSetting? Find(ExtensionTypeKnowledge type, string key) => type.Settings.FirstOrDefault(setting =>
        setting.Key.EndsWith('*') ? key.StartsWith(setting.Key[..^1], StringComparison.Ordinal) : setting.Key == key);

    private static string? Expected(KnownSetting setting, string value)
    {
        if (setting.Allowed.Count > 0)
        {
            return setting.Allowed.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : $"one of {string.Join(", ", setting.Allowed)}";
        }

        return setting.Type switch
        {
            SettingType.Boolean => bool.TryParse(value, out _) ? null : "true or false",
            SettingType.Integer => long.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a whole number",
            _ => null,
        };
    }
}
