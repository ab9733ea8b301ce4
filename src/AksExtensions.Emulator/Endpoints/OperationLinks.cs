using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The two links of a long-running operation, odd as the service makes them.</summary>
internal static class OperationLinks
{
    // Looks like the certificate in the service's signed links, and is as long as it; made once, since it is the same for all of them.
    private static readonly string Certificate = "MII" + Noise(1950);
    private static readonly string Signature = Noise(256);

    /// <summary>Adds <c>Azure-AsyncOperation</c>: on our own host, with a signed query of about 3 kB. Never a Retry-After.</summary>
    public static ArmResponse WithAsyncOperation(
        this ArmResponse response, ArmRequest request, ExtensionOperation operation, string apiVersion)
    {
        // Older versions capitalise the parameter's name.
        var parameter = string.CompareOrdinal(apiVersion, "2024") < 0 ? "api-Version" : "api-version";
        var ticks = operation.StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture);
        var hash = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(operation.Id + ticks)));
        var address = request.BaseAddress + Encode(operation.ResourceId);
        return response.With(
            "Azure-AsyncOperation", $"{address}?{parameter}={apiVersion}&t={ticks}&c={Certificate}&s={Signature}&h={hash}");
    }

    /// <summary>
    /// Adds <c>Location</c>. The service was recorded to send it on its own host, which must never get a token, and on Azure Resource
    /// Manager's; here they take turns, the service's first.
    /// </summary>
    public static ArmResponse WithLocation(
        this ArmResponse response, ArmRequest request, Cluster cluster, ExtensionOperation operation, int number)
    {
        var id = operation.ResourceId[..operation.ResourceId.LastIndexOf("/operations/", StringComparison.Ordinal)];
        var host = number % 2 == 0 ? request.BaseAddress : $"https://{cluster.Location}.rp.kubernetesconfiguration.azure.com";
        return response.With("Location", host + Encode(id));
    }

    /// <summary>An id with names that need it percent-encoded.</summary>
    private static string Encode(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));

    private static string Noise(int bytes) => Base64Url(RandomNumberGenerator.GetBytes(bytes));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
