namespace AksExtensions.Emulator;

/// <summary>The knobs that may be turned while the emulator runs, by tests and through the control endpoints.</summary>
public sealed class EmulatorSettings
{
    private readonly EmulatorOptions _options;

    internal EmulatorSettings(EmulatorOptions options)
    {
        _options = options;
        Restore();
    }

    /// <summary>How long a create, update or delete takes that does not say so itself.</summary>
    public TimeSpan OperationDuration { get; set; }

    /// <summary>How long a provider stays Registering.</summary>
    public TimeSpan RegistrationDuration { get; set; }

    /// <summary>Waited before every answer but those of the control endpoints.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether the token buckets are enforced.</summary>
    public bool Throttle { get; set; }

    /// <summary>The most items on one page of a list; at least 1.</summary>
    public int PageSize { get; set; }

    /// <summary>When set, every create and update ends Failed with this status message.</summary>
    public string? FailWith { get; set; }

    /// <summary>The status of a PUT on an extension that is there already: the service was seen to answer 201, documents say 200.</summary>
    public int ReplaceStatus { get; set; }

    /// <summary>How long a finished delete can still be polled; afterwards its operation is 404, at once when this is zero.</summary>
    public TimeSpan DeletedOperationLifetime { get; set; }

    /// <summary>Whether an empty list is <c>"value": null</c>, as the service sometimes writes it.</summary>
    public bool EmptyListAsNull { get; set; }

    /// <summary>Whether lists start with a page that is empty and has a next link.</summary>
    public bool EmptyFirstPage { get; set; }

    /// <summary>Whether the preview API of extension types answers; without the subscription feature it does not.</summary>
    public bool ExtensionTypesAvailable { get; set; }

    /// <summary>Whether <c>clusterScopeSettings</c> is written in the older, flat shape by every api-version.</summary>
    public bool FlatScopeSettings { get; set; }

    /// <summary>Back to what the emulator started with.</summary>
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
        FlatScopeSettings = false;
    }
}
