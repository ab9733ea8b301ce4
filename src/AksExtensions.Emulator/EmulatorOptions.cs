namespace AksExtensions.Emulator;

/// <summary>How an <see cref="ArmEmulator"/> starts. What may change while it runs is in <see cref="EmulatorSettings"/>.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The subscription that exists when no other is asked for: fixed, so that ids can be written down in documents.</summary>
    public const string DefaultSubscriptionId = "11111111-2222-3333-4444-555555555555";

    /// <summary>The TCP port on 127.0.0.1; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>A JSON file that keeps the state over a restart; null keeps it in memory only.</summary>
    public string? StateFile { get; init; }

    /// <summary>What is there at first: null for one cluster of each of the commonest kinds, or <c>demo</c>.</summary>
    public string? Seed { get; init; }

    /// <summary>How long a create, update or delete takes.</summary>
    public TimeSpan OperationDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Waited before every answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether callers may speak HTTP/2; else HTTP/1.1 alone, as through many a proxy.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Whether Azure Resource Manager's token buckets are enforced.</summary>
    public bool Throttle { get; init; }

    /// <summary>The most items on one page of a list; at least 1.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Where the authority's certificate is written (PEM); null makes a temporary file. Deleted at stop either way.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>When set, every create and update ends Failed with this status message.</summary>
    public string? FailWith { get; init; }

    /// <summary>The clock of operations, buckets and latency. Certificates use the machine's own clock, as their readers do.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The subscription that the seed makes; null is <see cref="DefaultSubscriptionId"/>.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The token that callers must send; null makes a random one.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Where the web server's warnings go; null drops them.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
