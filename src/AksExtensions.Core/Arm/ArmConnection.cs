using AksExtensions.Fleet;

namespace AksExtensions.Arm;

/// <summary>Where Azure Resource Manager is, and who calls it. Immutable: a new connection is a new object.</summary>
public sealed record ArmConnection
{
    /// <summary>The api-version of extensions (Microsoft.KubernetesConfiguration/extensions) when the connection names none.</summary>
    public const string DefaultApiVersion = "2025-03-01";

    /// <summary>ARM's address: https, a host and perhaps a port, nothing else.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>What a token is asked for, such as <c>https://management.core.windows.net/</c>.</summary>
    public required string Audience { get; init; }

    /// <summary>How to sign in.</summary>
    public required SignIn SignIn { get; init; }

    /// <summary>A certificate authority to trust beside the system's, as PEM; null means the system's alone.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The subscription of clusters that are given without one; null means none.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The api-version of extensions, for clouds that lag.</summary>
    public string ApiVersion { get; init; } = DefaultApiVersion;

    /// <summary>The clock of retries and of the budget.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What ARM still lets this sign-in do; null means that no request waits for it.</summary>
    public ArmBudget? Budget { get; init; }
}
