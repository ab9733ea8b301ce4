namespace AksExtensions.Azure.Pipeline;

/// <summary>Reads headers of answers, which are external data.</summary>
internal static class ResponseHeaders
{
    /// <summary>The x-ms-request-id, which is a GUID in ARM; anything else is not shown. Null when there is none.</summary>
    public static string? RequestId(this Response response) =>
        response.Headers.TryGetValue("x-ms-request-id", out var id) && Guid.TryParse(id, out var guid) ? guid.ToString() : null;
}
