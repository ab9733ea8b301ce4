using AksExtensions.Arm;
using AksExtensions.Azure.Clients;
using AksExtensions.Azure.Pipeline;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure;

/// <summary>The entry point of this assembly, which the module finds by name in the private load context.</summary>
public sealed class ArmServiceFactory : IArmServiceFactory
{
    private readonly HttpPipelineTransport? _transport;

    /// <summary>Creates a factory whose services use the network.</summary>
    public ArmServiceFactory()
    {
    }

    /// <summary>Creates a factory whose services use another transport, for recorded traffic.</summary>
    internal ArmServiceFactory(HttpPipelineTransport transport) => _transport = transport;

    /// <inheritdoc/>
    public IArmService Create(ArmConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var transport = _transport ?? Transports.Create(connection.CertificateAuthority, connection.TimeProvider);
        var credential = TokenSources.Create(connection.SignIn, transport, connection.TimeProvider);
        ArmRequests Requests(SignInCredential signIn, bool isPatient) =>
            new(ArmClients.Create(connection, transport, signIn, isPatient), signIn, connection);
        // Both share the transport, the cached token and the budget.
        return new ArmService(
            new(Requests(credential, isPatient: true), connection, new ExtensionTypeVersions(connection.ExtensionTypesApiVersion), new CommandScope(observer: null)),
            new(() => Requests(new QuietCredential(credential), isPatient: false)));
    }

    /// <inheritdoc/>
    public Task RehearseAsync() => Rehearsal.RunAsync();
}
