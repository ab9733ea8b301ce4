using System.Net;
using System.Net.Sockets;

namespace AksExtensions.Azure.Tests;

/// <summary>A port on this machine that nobody may connect to, and that knows whether somebody did. It hangs up at once.</summary>
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
