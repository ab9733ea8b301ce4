using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure;

/// <summary>The door of this assembly: the module finds it by name in the private load context.</summary>
public sealed class ArmServiceFactory : IArmServiceFactory
{
    private readonly HttpPipelineTransport? _transport;

    /// <summary>A factory whose services use the network.</summary>
    public ArmServiceFactory()
    {
    }

    /// <summary>A factory whose services use a given transport: for recorded traffic.</summary>
    internal ArmServiceFactory(HttpPipelineTransport transport) => _transport = transport;

    /// <inheritdoc/>
    public IArmService Create(ArmConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var (client, credential) = ArmClients.Create(connection, _transport);
        return new ArmService(new ArmRequests(client, credential, connection), connection, new CommandScope(observer: null));
    }
}
