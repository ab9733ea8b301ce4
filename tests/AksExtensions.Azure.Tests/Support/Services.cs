using AksExtensions.Arm;
using AksExtensions.Fleet;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Tests;

/// <summary>Creates services whose answers come from the test.</summary>
internal static class Services
{
    public static readonly Uri PublicCloud = new("https://management.azure.com");

    /// <summary>A service over a handler, in virtual time.</summary>
    public static IArmService Over(HttpMessageHandler handler, string? apiVersion = null, TimeProvider? time = null, string token = "token")
    {
        var connection = new ArmConnection
        {
            Endpoint = PublicCloud,
            Audience = "https://management.core.windows.net/",
            SignIn = SignIn.With(new SecretValue(token)),
            TimeProvider = time ?? new VirtualTime(),
        };
        return new ArmServiceFactory(new HttpClientTransport(new HttpClient(handler)))
            .Create(apiVersion is null ? connection : connection with { ApiVersion = apiVersion });
    }

    /// <summary>A lifecycle in virtual time.</summary>
    public static ExtensionLifecycle Lifecycle(IArmService service, TimeProvider? time = null, RecordingObserver? observer = null, TimeSpan? timeout = null) =>
        new(service, time ?? new VirtualTime(), timeout ?? Timeout.InfiniteTimeSpan, observer ?? new RecordingObserver());
}
