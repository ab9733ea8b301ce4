using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AksExtensions.Arm;
using AksExtensions.Loading;

namespace AksExtensions.Connection;

/// <summary>The connection of one runspace. Two runspaces of one process may be connected to different clouds.</summary>
internal sealed class AksSession : IDisposable
{
    // Keyed by the runspace itself, so that a session ends with its runspace.
    private static readonly ConditionalWeakTable<Runspace, AksSession> Sessions = [];

    private readonly Lazy<IArmService> _service;

    public AksSession(ArmConnection connection)
    {
        Connection = connection;
        _service = new(() => AzureLoadContext.Factory.Create(connection));
    }

    /// <summary>The session of this runspace; null when it is not connected.</summary>
    public static AksSession? Current => Sessions.TryGetValue(Runspace.DefaultRunspace, out var session) ? session : null;

    public ArmConnection Connection { get; }

    /// <summary>The connection as a person may see it.</summary>
    public AksExtensionContext Context => new()
    {
        Endpoint = Connection.Endpoint,
        Audience = Connection.Audience,
        TokenSource = "AccessToken",
        SubscriptionId = Connection.SubscriptionId,
        TenantId = Connection.TenantId,
        ApiVersion = Connection.ApiVersion,
    };

    /// <summary>The service. The first use loads the Azure SDK; nothing is sent.</summary>
    public IArmService Service => _service.Value;

    /// <summary>Makes this the session of this runspace, in the place of another.</summary>
    public void Enter()
    {
        Leave();
        Sessions.Add(Runspace.DefaultRunspace, this);
    }

    /// <summary>Ends the session of this runspace.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Leave()
    {
        var session = Current;
        Sessions.Remove(Runspace.DefaultRunspace);
        session?.Dispose();
        return session is not null;
    }

    public void Dispose()
    {
        if (_service.IsValueCreated)
        {
            _service.Value.Dispose();
        }
    }
}
