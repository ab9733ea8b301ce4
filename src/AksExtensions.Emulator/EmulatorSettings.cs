namespace AksExtensions.Emulator;

/// <summary>The settings that tests and the control endpoints can change while the emulator runs.</summary>
public sealed class EmulatorSettings
{
    private static readonly TimeSpan LongestCommand = TimeSpan.FromSeconds(5);

    private readonly EmulatorOptions _options;

    internal EmulatorSettings(EmulatorOptions options)
    {
        _options = options;
        Restore();
    }

    /// <summary>How long a create, update or delete takes by default.</summary>
    public TimeSpan OperationDuration { get; set; }

    /// <summary>How long a provider stays Registering.</summary>
    public TimeSpan RegistrationDuration { get; set; }

    /// <summary>How long to wait before every answer, except those of the control endpoints.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether the token buckets are enforced.</summary>
    public bool Throttle { get; set; }

    /// <summary>The maximum number of items on one page of a list; at least 1.</summary>
    public int PageSize { get; set; }

    /// <summary>When set, every create and update fails with this status message.</summary>
    public string? FailWith { get; set; }

    /// <summary>The status of a PUT on an existing extension: 201 was recorded, 200 is documented.</summary>
    public int ReplaceStatus { get; set; }

    /// <summary>How long a finished delete can still be polled. Afterwards its operation is 404; with zero, immediately.</summary>
    public TimeSpan DeletedOperationLifetime { get; set; }

    /// <summary>Whether an empty list is <c>"value": null</c>, as the service sometimes returns it.</summary>
    public bool EmptyListAsNull { get; set; }

    /// <summary>Whether lists begin with an empty page that has a next link.</summary>
    public bool EmptyFirstPage { get; set; }

    /// <summary>Whether the API of extension types is available, which in preview depends on a feature of the subscription.</summary>
    public bool ExtensionTypesAvailable { get; set; }

    /// <summary>Whether this is a cloud that has only the preview of the API of extension types.</summary>
    public bool ExtensionTypesInPreview { get; set; }

    /// <summary>Whether the newest version of extension types has those of a whole subscription.</summary>
    public bool ExtensionTypesBySubscription { get; set; } = true;

    /// <summary>Whether <c>clusterScopeSettings</c> is written in the older, flat shape by every api-version.</summary>
    public bool FlatScopeSettings { get; set; }

    /// <summary>How long a role cannot be assigned to the identity of a new extension, because the directory has not replicated it.</summary>
    public TimeSpan PrincipalReplication { get; set; }

    /// <summary>Whether kubernetesResources, a preview, is available.</summary>
    public bool KubernetesResourcesAvailable { get; set; }

    /// <summary>How long a command of AKS Run Command takes.</summary>
    public TimeSpan RunCommandDuration { get; set; }

    /// <summary>The size at which the output of a command is cut, in bytes.</summary>
    public int RunCommandLimit { get; set; }

    /// <summary>When set, the pod of every command fails with this reason.</summary>
    public string? RunCommandFailure { get; set; }

    /// <summary>When set, every command ends with exit code 1 and this output.</summary>
    public string? RunCommandOutput { get; set; }

    /// <summary>Restores the initial settings.</summary>
    public void Restore()
    {
        OperationDuration = _options.OperationDuration;
        RegistrationDuration = _options.OperationDuration;
        Latency = _options.Latency;
        Throttle = _options.Throttle;
        PageSize = Math.Max(1, _options.PageSize);
        FailWith = _options.FailWith;
        ReplaceStatus = StatusCodes.Status201Created;
        DeletedOperationLifetime = TimeSpan.FromMinutes(1);
        EmptyListAsNull = false;
        EmptyFirstPage = false;
        ExtensionTypesAvailable = true;
        ExtensionTypesInPreview = false;
        ExtensionTypesBySubscription = true;
        FlatScopeSettings = false;
        PrincipalReplication = TimeSpan.Zero;
        KubernetesResourcesAvailable = false;
        RunCommandDuration = _options.OperationDuration < LongestCommand ? _options.OperationDuration : LongestCommand;
        RunCommandLimit = 512 * 1024;
        RunCommandFailure = null;
        RunCommandOutput = null;
    }
}
