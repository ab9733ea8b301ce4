using System.Net;
using System.Net.Sockets;

namespace AksExtensions.Azure.Tests;

/// <summary>A local port that must not be connected to, which records connections and closes them immediately.</summary>
internal sealed class SilentListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private volatile bool _wasVisited;

    public SilentListener()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = HangUpAsync();
    }

    public int Port { get; }

    /// <summary>Whether somebody connected.</summary>
    public bool WasVisited => _wasVisited || _listener.Pending();

    public void Dispose() => _listener.Dispose();

    private async Task HangUpAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                _wasVisited = true;
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
