using System.Net;
using System.Net.Sockets;

namespace AksExtensions.Azure.Tests;

/// <summary>A port on this machine that nobody may connect to, and that knows whether somebody did.</summary>
internal sealed class SilentListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentListener() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether somebody connected: the system takes connections before anybody accepts them.</summary>
    public bool WasVisited => _listener.Pending();

    public void Dispose() => _listener.Dispose();
}
