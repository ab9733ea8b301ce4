using System.Globalization;

namespace AksExtensions.Emulator.Http;

/// <summary>The headers of every answer of Azure Resource Manager.</summary>
internal static class ResponseHeaders
{
    public static void AddCommon(ArmRequest request, ArmResponse response)
    {
        var id = Guid.NewGuid().ToString();
        var time = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var correlation = request.Header("x-ms-correlation-request-id") ?? id;
        response
            .With("Cache-Control", "no-cache")
            .With("Pragma", "no-cache")
            .With("Expires", "-1")
            .With("x-ms-request-id", id)
            .With("x-ms-correlation-request-id", correlation)
            .With("x-ms-routing-request-id", $"EASTUS:{time}:{id}")
            .With("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
            .With("X-Content-Type-Options", "nosniff");
        if ("true".Equals(request.Header("x-ms-return-client-request-id"), StringComparison.OrdinalIgnoreCase)
            && request.Header("x-ms-client-request-id") is { } client)
        {
            response.With("x-ms-client-request-id", client);
        }
    }
}
