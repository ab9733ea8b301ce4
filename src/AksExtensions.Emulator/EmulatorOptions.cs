namespace AksExtensions.Emulator;

/// <summary>The options with which an <see cref="ArmEmulator"/> starts. Those that can change while it runs are in <see cref="EmulatorSettings"/>.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The default subscription. It is fixed, so that documents can contain its ID.</summary>
    public const string DefaultSubscriptionId = "11111111-2222-3333-4444-555555555555";

    /// <summary>The TCP port on 127.0.0.1; 0 (the default) selects a free one.</summary>
    public int Port { get; init; }

    /// <summary>A JSON file that keeps the state when the emulator restarts; null keeps the state in memory only.</summary>
    public string? StateFile { get; init; }

    /// <summary>The initial state: null for one cluster of each common kind, or <c>demo</c>.</summary>
    public string? Seed { get; init; }

    /// <summary>How long a create, update or delete takes.</summary>
    public TimeSpan OperationDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long to wait before every answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether callers can use HTTP/2; otherwise only HTTP/1.1, as with many proxies.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Whether Azure Resource Manager's token buckets are enforced.</summary>
    public bool Throttle { get; init; }

    /// <summary>The maximum number of items on one page of a list; at least 1.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The file for the certificate of the authority (PEM); null uses a temporary file. It is deleted at stop.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>When set, every create and update fails with this status message.</summary>
    public string? FailWith { get; init; }

    /// <summary>The clock of operations, buckets and latency. Certificates use the clock of the machine, as their readers do.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The subscription of the seed; null means <see cref="DefaultSubscriptionId"/>.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The token that callers must send; null uses a random one.</summary>
    public string? AccessToken { get; init; }

    /// <summary>The destination of the web server's warnings; null discards them.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
