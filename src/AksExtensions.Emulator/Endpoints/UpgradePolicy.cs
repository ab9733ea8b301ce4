using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>
/// Whether the service upgrades an extension, which two properties express: <c>autoUpgradeMinorVersion</c> and <c>autoUpgradeMode</c>.
/// </summary>
internal readonly record struct UpgradePolicy(bool Auto, string Mode)
{
    public static readonly UpgradePolicy Default = new(true, "compatible");

    private static readonly UpgradePolicy Off = new(false, "none");

    /// <summary>Reads a body. The newer property takes precedence, and a version without either is a pin.</summary>
    public static UpgradePolicy Read(JsonElement properties, bool pinned, UpgradePolicy otherwise)
    {
        if (ExtensionJson.Text(properties, "autoUpgradeMode") is { } mode)
        {
            mode = mode.ToLowerInvariant();
            if (mode is not ("none" or "patch" or "compatible"))
            {
                throw ArmErrors.BadRequest(
                    "BadRequest", $"AutoUpgradeMode '{mode}' is not valid. Valid values are none, patch, compatible.");
            }

            return new UpgradePolicy(mode != "none", mode);
        }

        return properties.Member("autoUpgradeMinorVersion") switch
        {
            { ValueKind: JsonValueKind.True } => Default,
            { ValueKind: JsonValueKind.False } => Off,
            null => pinned ? Off : otherwise,
            _ => throw ArmErrors.InvalidContent(
                "Could not convert string to boolean. Path 'properties.autoUpgradeMinorVersion', line 1, position 1"),
        };
    }
}
