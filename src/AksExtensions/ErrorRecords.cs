namespace AksExtensions;

/// <summary>Makes every ErrorRecord: the error's id, its category, its target and what to do.</summary>
internal static class ErrorRecords
{
    private static readonly Dictionary<string, ErrorCategory> Categories = new()
    {
        [nameof(Errors.VersionNeedsAutoUpgradeOff)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ReleaseTrainNeedsAutoUpgrade)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ScopeNamespaceMismatch)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.TargetNamespaceRequired)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.AutoUpgradeModeConflict)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.PlanIncomplete)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.PrerequisitesNeedWait)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.SettingInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.SettingDuplicated)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.SettingsFileNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.SettingsFileInvalid)] = ErrorCategory.InvalidData,
        [nameof(Errors.ExtensionNameInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ExtensionNameRequired)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ClusterIdInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ColumnInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ClusterResourceProviderRequired)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.SubscriptionRequired)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.SubscriptionNameUnknown)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ConnectionRequired)] = ErrorCategory.AuthenticationError,
        [nameof(Errors.NothingToUpdate)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ConfirmationRequired)] = ErrorCategory.InvalidOperation,
        [nameof(Errors.FilterInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.TypeRuleViolated)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.OperationInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ConnectionInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ExtensionNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.ClusterNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.ResourceNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.ExtensionAlreadyExists)] = ErrorCategory.ResourceExists,
        [nameof(Errors.ExtensionTypeMismatch)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ScopeMismatch)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.NamespaceMismatch)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.PlanMismatch)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.ManagedExtension)] = ErrorCategory.PermissionDenied,
        [nameof(Errors.AuthenticationFailed)] = ErrorCategory.AuthenticationError,
        [nameof(Errors.MfaRequired)] = ErrorCategory.AuthenticationError,
        [nameof(Errors.AuthorizationFailed)] = ErrorCategory.PermissionDenied,
        [nameof(Errors.PrerequisiteFailed)] = ErrorCategory.ResourceUnavailable,
        [nameof(Errors.PrincipalNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.DeniedByAssignment)] = ErrorCategory.PermissionDenied,
        [nameof(Errors.PolicyDenied)] = ErrorCategory.PermissionDenied,
        [nameof(Errors.SubscriptionNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.SubscriptionDisabled)] = ErrorCategory.ResourceUnavailable,
        [nameof(Errors.ClusterStopped)] = ErrorCategory.ResourceUnavailable,
        [nameof(Errors.ApiVersionNotSupported)] = ErrorCategory.NotImplemented,
        [nameof(Errors.ProviderNotRegistered)] = ErrorCategory.NotEnabled,
        [nameof(Errors.ExtensionVersionNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.ExtensionTypesUnavailable)] = ErrorCategory.NotEnabled,
        [nameof(Errors.OperationConflict)] = ErrorCategory.ResourceBusy,
        [nameof(Errors.ScopeLocked)] = ErrorCategory.PermissionDenied,
        [nameof(Errors.Throttled)] = ErrorCategory.LimitsExceeded,
        [nameof(Errors.ServiceUnavailable)] = ErrorCategory.ConnectionError,
        [nameof(Errors.RequestRefused)] = ErrorCategory.InvalidOperation,
        [nameof(Errors.AnswerInvalid)] = ErrorCategory.ProtocolError,
        [nameof(Errors.ForeignHostRefused)] = ErrorCategory.SecurityError,
        [nameof(Errors.MaxErrorCountReached)] = ErrorCategory.LimitsExceeded,
        [nameof(Errors.BaselineNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.BaselineInvalid)] = ErrorCategory.InvalidData,
        [nameof(Errors.BaselineEntriesOverlap)] = ErrorCategory.InvalidData,
        [nameof(Errors.RingNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Errors.RingsNeedAllClusters)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.SecretUnavailable)] = ErrorCategory.ResourceUnavailable,
        [nameof(Errors.ExportFileExists)] = ErrorCategory.ResourceExists,
        [nameof(Errors.ExportNotWritten)] = ErrorCategory.WriteError,
        [nameof(Errors.ExportNeedsFolder)] = ErrorCategory.InvalidArgument,
        [nameof(Errors.OperationFailed)] = ErrorCategory.InvalidResult,
        [nameof(Errors.OperationCanceled)] = ErrorCategory.OperationStopped,
        [nameof(Errors.OperationTimedOut)] = ErrorCategory.OperationTimeout,
    };

    /// <summary>The record of a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="target">What the command was working on; null means what the failure names itself.</param>
    public static ErrorRecord Create(AksExtensionException failure, object? target = null) =>
        new(failure, failure.ErrorId, Categories[failure.ErrorId], target ?? failure.Target)
        {
            ErrorDetails = new ErrorDetails(Readable.Brief(failure.Message)) { RecommendedAction = failure.RecommendedAction },
        };

    /// <summary>Whether an error id has its category here.</summary>
    internal static bool Knows(string errorId) => Categories.ContainsKey(errorId);
}
