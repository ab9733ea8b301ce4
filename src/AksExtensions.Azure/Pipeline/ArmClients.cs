using System.Reflection;
using AksExtensions.Arm;
using Azure.Core.Pipeline;
using Azure.ResourceManager;

namespace AksExtensions.Azure.Pipeline;

/// <summary>Creates the ARM client. This is the only place for its options.</summary>
internal static class ArmClients
{
    // Azure.Core sends application IDs of up to 24 characters in the User-Agent.
    private static readonly string ApplicationId =
        $"AksExtensions/{Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}";

    /// <summary>Creates a client.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transport">The transport.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="isPatient">Whether to send requests again that ARM could not answer.</param>
    public static ArmClient Create(ArmConnection connection, HttpPipelineTransport transport, TokenCredential credential, bool isPatient)
    {
        var options = new ArmClientOptions
        {
            Environment = new ArmEnvironment(connection.Endpoint, connection.Audience),
            Transport = transport,
            RetryPolicy = new ArmRetryPolicy(connection.TimeProvider, Pacing(connection), isPatient),
        };
        options.Diagnostics.ApplicationId = ApplicationId;
        // Nothing uses its activities, and they cost time for each request of a fleet.
        options.Diagnostics.IsDistributedTracingEnabled = false;

        // Before the sign-in, so that no token is requested, and before the transport, so that nothing in between is missed.
        var host = new HostPolicy(connection.Endpoint);
        options.AddPolicy(host, HttpPipelinePosition.PerCall);
        options.AddPolicy(host, HttpPipelinePosition.BeforeTransport);
        options.AddPolicy(new AnswerLimitPolicy(connection.TimeProvider), HttpPipelinePosition.BeforeTransport);
        options.AddPolicy(new ExchangePolicy(connection.TimeProvider), HttpPipelinePosition.BeforeTransport);
        // After the sign-in, to know the token of each attempt and to see each answer.
        options.AddPolicy(new RedactionPolicy(connection.Endpoint), HttpPipelinePosition.PerRetry);
        return new ArmClient(credential, connection.SubscriptionId, options);
    }

    private static PacingPolicy? Pacing(ArmConnection connection) =>
        connection.Budget is { } budget ? new(budget, connection.TimeProvider) : null;
}
