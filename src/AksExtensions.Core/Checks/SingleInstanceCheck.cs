namespace AksExtensions.Checks;

/// <summary>Checks whether the cluster already has an extension of a type that allows only one. Reports nothing when it has none.</summary>
internal static class SingleInstanceCheck
{
    public const string Name = "SingleInstance";

    public static Finding? Check(CheckFacts facts)
    {
        if (facts is not { Type.Value: { AllowMultipleInstances: false } type, Extensions.Value: { } extensions }
            // NoOtherOperation reports one that is being changed.
            || extensions.FirstOrDefault(extension => extension.IsTerminal && type.Name.Equals(extension.ExtensionType, StringComparison.OrdinalIgnoreCase)) is not { } existing)
        {
            return null;
        }

        var detail = $"A cluster can have one extension of type '{type.Name}', and '{existing.Name}' ({existing.ProvisioningState}) already exists.";
        return ProvisioningStates.Is(existing.ProvisioningState, ProvisioningStates.Failed)
            ? Finding.Warning(Name, detail, $"To repair it, create it again with the name '{existing.Name}'.")
            : Finding.Failed(Name, detail, $"Update '{existing.Name}', or remove it first.");
    }
}
