using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The two links of a long-running operation, with the peculiarities of the service.</summary>
internal static class OperationLinks
{
    // Resembles the certificate in the service's signed links in form and length. It is the same for all links, so it is made once.
    private static readonly string Certificate = "MII" + Noise(1950);
    private static readonly string Signature = Noise(256);

    /// <summary>Adds <c>Azure-AsyncOperation</c>: on our own host, with a signed query of about 3 kB, and never with a Retry-After.</summary>
    public static ArmResponse WithAsyncOperation(
        this ArmResponse response, ArmRequest request, ExtensionOperation operation, string apiVersion)
    {
        // Older versions capitalize the name of the parameter.
        var parameter = string.CompareOrdinal(apiVersion, "2024") < 0 ? "api-Version" : "api-version";
        var ticks = operation.StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture);
        var hash = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(operation.Id + ticks)));
        var address = request.BaseAddress + Encode(operation.ResourceId);
        return response.With(
            "Azure-AsyncOperation", $"{address}?{parameter}={apiVersion}&t={ticks}&c={Certificate}&s={Signature}&h={hash}");
    }

    /// <summary>
    /// Adds <c>Location</c>. Recordings have it both on the service's own host, which must never receive a token, and on the host of Azure
    /// Resource Manager. Here they alternate, beginning with the service's host.
    /// </summary>
    public static ArmResponse WithLocation(
        this ArmResponse response, ArmRequest request, Cluster cluster, ExtensionOperation operation, int number)
    {
        var id = operation.ResourceId[..operation.ResourceId.LastIndexOf("/operations/", StringComparison.Ordinal)];
        var host = number % 2 == 0 ? request.BaseAddress : $"https://{cluster.Location}.rp.kubernetesconfiguration.azure.com";
        return response.With("Location", host + Encode(id));
    }

    /// <summary>An ID whose names are percent-encoded where necessary.</summary>
    private static string Encode(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));

    private static string Noise(int bytes) => Base64Url(RandomNumberGenerator.GetBytes(bytes));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
