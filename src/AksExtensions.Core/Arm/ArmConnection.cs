using AksExtensions.Fleet;

namespace AksExtensions.Arm;

/// <summary>The address of Azure Resource Manager and the sign-in. Immutable: a new connection is a new object.</summary>
public sealed record ArmConnection
{
    /// <summary>The default API version for extensions (Microsoft.KubernetesConfiguration/extensions).</summary>
    public const string DefaultApiVersion = "2025-03-01";

    /// <summary>The address of ARM: https, a host and an optional port.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The audience of tokens, such as <c>https://management.core.windows.net/</c>.</summary>
    public required string Audience { get; init; }

    /// <summary>How to sign in.</summary>
    public required SignIn SignIn { get; init; }

    /// <summary>A certificate authority to trust in addition to those of the system, as PEM; null means none.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The default subscription; null means none.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The API version for extensions, for clouds without the newest one.</summary>
    public string ApiVersion { get; init; } = DefaultApiVersion;

    /// <summary>
    /// The API version for extension types (Microsoft.KubernetesConfiguration/extensionTypes); null, the default, means the newest that the cloud has.
    /// </summary>
    public string? ExtensionTypesApiVersion { get; init; }

    /// <summary>The clock of retries and of the budget.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The budget of requests; null means that requests do not wait for it.</summary>
    public ArmBudget? Budget { get; init; }
}
