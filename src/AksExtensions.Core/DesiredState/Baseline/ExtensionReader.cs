using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>Reads one entry of a baseline's extensions. The rules of New-AksClusterExtension apply to it.</summary>
internal sealed class ExtensionReader(DocumentFaults faults, ICollection<string> warnings)
{
    private static readonly string[] Fields =
    [
        "name", "type", "clusters", "ensure", "version", "releaseTrain", "autoUpgradeMode", "autoUpgradeMinorVersion", "allowPinnedTrain", "scope",
        "settings", "settingsMode", "protectedSettings", "plan", "skipTypeRules",
    ];

    // These have no meaning for an instance that should not exist.
    private static readonly string[] FieldsOfAbsent = ["name", "type", "clusters", "ensure"];

    private static readonly string[] SettingsModes = ["named", "exact"];

    private enum Ensure
    {
        Present,
        Absent,
    }

    /// <summary>The entry; null when name or type is missing.</summary>
    public DesiredExtension? Read(DocumentNode node)
    {
        if (DocumentFields.Of(node, "an extension", faults, Fields) is not { } fields)
        {
            return null;
        }

        var (name, type) = (fields.Required("name", "an extension"), fields.Required("type", "an extension"));
        var isAbsent = fields.Word<Ensure>("ensure") == Ensure.Absent;
        var clusters = SelectorReader.Read(fields.Node("clusters"), faults);
        if (name is not null)
        {
            faults.Check(fields.PlaceOf("name"), () => ExtensionReference.ValidateName(name));
        }

        if (isAbsent)
        {
            foreach (var other in fields.Names.Intersect(Fields).Except(FieldsOfAbsent))
            {
                faults.Add(fields.PlaceOf(other), $"'{other}' does not apply to an extension that should not exist.");
            }
        }

        var settings = SettingsReader.Read(fields.Node("settings"), faults);
        var secrets = SettingsReader.ReadProtected(fields.Node("protectedSettings"), faults);
        if (secrets.Keys.FirstOrDefault(settings.ContainsKey) is { } both)
        {
            faults.Check(fields.PlaceOf("protectedSettings"), () => throw Errors.SettingDuplicated(both));
        }

        var request = Request(fields, type ?? string.Empty, settings);
        if (name is null || type is null)
        {
            return null;
        }

        return new()
        {
            Name = name,
            Request = isAbsent ? new() { ExtensionType = type } : Known(fields, request, secrets, name),
            ProtectedSettings = secrets,
            IsAbsent = isAbsent,
            IsExact = Mode(fields),
            SkipsTypeRules = fields.Boolean("skipTypeRules") == true,
            Clusters = clusters,
            Place = fields.Place,
        };
    }

    private CreateExtensionRequest Request(DocumentFields fields, string type, IReadOnlyDictionary<string, string> settings)
    {
        var (version, train) = (fields.Text("version"), fields.Text("releaseTrain"));
        var mode = fields.Word<AutoUpgradeMode>("autoUpgradeMode");
        var minor = fields.Boolean("autoUpgradeMinorVersion");
        var scope = Scope(fields);
        return new()
        {
            ExtensionType = type,
            Version = version,
            ReleaseTrain = train,
            AutoUpgradeMode = mode,
            AutoUpgradeMinorVersion = faults.Check(
                fields.PlaceOf(version is not null ? "version" : "releaseTrain"),
                () => OptionRules.CheckUpgrade(minor, mode, version, train, fields.Boolean("allowPinnedTrain") == true)),
            Scope = scope.Kind,
            ReleaseNamespace = scope.Release,
            TargetNamespace = scope.Target,
            ConfigurationSettings = settings.Count > 0 ? settings : null,
            Plan = Plan(fields),
        };
    }

    private (ExtensionScope? Kind, string? Release, string? Target) Scope(DocumentFields fields)
    {
        if (fields.Node("scope") is not { } node
            || DocumentFields.Of(node, "'scope'", faults, "releaseNamespace", "targetNamespace") is not { } scope)
        {
            return default;
        }

        var (release, target) = (scope.Text("releaseNamespace"), scope.Text("targetNamespace"));
        if (!scope.Names.Any())
        {
            faults.Missing(scope.Place, "'scope' needs either 'releaseNamespace' (for the whole cluster) or 'targetNamespace' (for one namespace).");
        }

        return (faults.Check(scope.Place, () => OptionRules.CheckScope(null, release, target)), release, target);
    }

    private ExtensionPlan? Plan(DocumentFields fields) =>
        fields.Node("plan") is { } node && DocumentFields.Of(node, "'plan'", faults, "name", "publisher", "product") is { } plan
            ? faults.Check(plan.Place, () => OptionRules.CheckPlan(plan.Text("name"), plan.Text("publisher"), plan.Text("product")))
            : null;

    private bool Mode(DocumentFields fields)
    {
        var mode = fields.Text("settingsMode");
        if (mode is not null && !SettingsModes.Contains(mode, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add(
                fields.Node("settingsMode")!.Place,
                $"'settingsMode' must be one of {string.Join(", ", SettingsModes)}, not '{DocumentText.Shown(mode)}'.");
        }

        return "exact".Equals(mode, StringComparison.OrdinalIgnoreCase);
    }

    // Applies the catalogue's rules for the type: broken rules are errors, the rest are warnings.
    private CreateExtensionRequest Known(
        DocumentFields fields, CreateExtensionRequest request, IReadOnlyDictionary<string, SecretReference> secrets, string name)
    {
        var type = TypeCatalogue.BuiltIn.Find(request.ExtensionType);
        // The rules check only whether a protected setting is specified.
        var given = secrets.ToDictionary(secret => secret.Key, _ => new SecretValue(string.Empty), StringComparer.Ordinal);
        var renamed = request with
        {
            ConfigurationSettings = RequestPreparation.Rename(type, request.ConfigurationSettings, given).Request,
            ConfigurationProtectedSettings = given.Count > 0 ? given : null,
        };
        // The rules need the complete entry.
        if (fields.Boolean("skipTypeRules") != true && faults.IsComplete)
        {
            foreach (var finding in TypeRules.Check(type, renamed, name))
            {
                var text = DocumentWords.Of($"{finding.Text} {finding.WayOut}");
                if (finding.Severity == RuleSeverity.Error)
                {
                    faults.Add(fields.Place, $"this cannot be installed as '{request.ExtensionType}': {text} If the rule is wrong, add skipTypeRules: true.");
                }
                else
                {
                    warnings.Add($"{fields.Place}: {text}");
                }
            }
        }

        return renamed with { ConfigurationProtectedSettings = null };
    }
}
