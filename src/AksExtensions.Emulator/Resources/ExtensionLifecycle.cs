namespace AksExtensions.Emulator.Resources;

/// <summary>Applies the end of an operation to an extension.</summary>
internal static class ExtensionLifecycle
{
    public const string FailureCode = "ExtensionOperationFailed";

    /// <summary>Returns the extension after the operation; null when it was deleted.</summary>
    public static Extension? Complete(Extension extension, ExtensionOperation operation) => operation.Outcome switch
    {
        OperationOutcome.Succeeded when operation.Kind == OperationKind.Deleting => null,
        OperationOutcome.Succeeded => extension.WithAssignedIdentity() with
        {
            ProvisioningState = nameof(OperationOutcome.Succeeded),
            IdentityAssignedAt = extension.AksAssignedIdentity is null ? operation.EndsAt : extension.IdentityAssignedAt,
            CurrentVersion = operation.ResolvedVersion ?? extension.CurrentVersion,
            Statuses = [],
            ErrorInfo = null,
        },
        OperationOutcome.Canceled => extension with { ProvisioningState = nameof(OperationOutcome.Canceled) },
        _ => Fail(extension, operation),
    };

    private static Extension Fail(Extension extension, ExtensionOperation operation)
    {
        var reason = operation.Reason ?? "";
        var code = operation.Kind switch
        {
            OperationKind.Creating => "InstallationFailed",
            OperationKind.Updating => "UpdateFailed",
            _ => "DeletionFailed",
        };
        return extension with
        {
            ProvisioningState = nameof(OperationOutcome.Failed),
            Statuses = operation.ReasonIn.HasFlag(FailurePlaces.Statuses) ? [new ExtensionStatus(code, reason)] : [],
            ErrorInfo = operation.ReasonIn.HasFlag(FailurePlaces.ErrorInfo) ? new ExtensionError(FailureCode, reason) : null,
        };
    }
}
