using System.Reflection;
using AksExtensions.Arm;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;

namespace AksExtensions.Azure.Pipeline;

/// <summary>Makes the ARM client: the one place for its options.</summary>
internal static class ArmClients
{
    // The longest application id that Azure.Core sends in the User-Agent is 24 characters.
    private static readonly string ApplicationId =
        $"AksExtensions/{Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}";

    /// <summary>A client.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transport">What sends.</param>
    /// <param name="credential">What it signs in with.</param>
    /// <param name="isPatient">Whether what ARM could not answer is sent again.</param>
    public static ArmClient Create(ArmConnection connection, HttpPipelineTransport transport, TokenCredential credential, bool isPatient)
    {
        var options = new ArmClientOptions
        {
            Environment = new ArmEnvironment(connection.Endpoint, connection.Audience),
            Transport = transport,
            RetryPolicy = new ArmRetryPolicy(connection.TimeProvider, Pacing(connection), isPatient),
        };
        options.Diagnostics.ApplicationId = ApplicationId;
        // Nobody listens to its activities, and they cost something for each request of a fleet.
        options.Diagnostics.IsDistributedTracingEnabled = false;

        // Before sign-in, so that no token is even asked for; and before the wire, so that nothing that happens between is missed.
        var host = new HostPolicy(connection.Endpoint);
        options.AddPolicy(host, HttpPipelinePosition.PerCall);
        options.AddPolicy(host, HttpPipelinePosition.BeforeTransport);
        options.AddPolicy(new ExchangePolicy(connection.TimeProvider), HttpPipelinePosition.BeforeTransport);
        // Behind the sign-in, so that it knows the token of each try, and sees the answer to each.
        options.AddPolicy(new RedactionPolicy(), HttpPipelinePosition.PerRetry);
        return new ArmClient(credential, connection.SubscriptionId, options);
    }

    private static PacingPolicy? Pacing(ArmConnection connection) =>
        connection.Budget is { } budget ? new(budget, connection.TimeProvider) : null;
}
