namespace AksExtensions.Emulator.Http;

/// <summary>Sends an answer, or half of one.</summary>
internal static class ResponseWriter
{
    public static async Task SendAsync(HttpContext http, ArmResponse response, CancellationToken cancellation)
    {
        Start(http, response);
        if (!response.Body.IsEmpty)
            await http.Response.BodyWriter.WriteAsync(response.Body, cancellation);
    }

    /// <summary>Announces the whole body, sends its first half and cuts the connection.</summary>
    public static async Task SendHalfAsync(HttpContext http, ArmResponse response, CancellationToken cancellation)
    {
        Start(http, response);
        await http.Response.BodyWriter.WriteAsync(response.Body[..(response.Body.Length / 2)], cancellation);
        await http.Response.BodyWriter.FlushAsync(cancellation);
        http.Abort();
    }

    /// <summary>Sets the status and the headers, which are sent with the first byte of the body.</summary>
    public static void Start(HttpContext http, ArmResponse response)
    {
        http.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
            http.Response.Headers[name] = value;
        // A 204 has no body and must not have a length.
        if (response.Status == StatusCodes.Status204NoContent)
            return;
        http.Response.ContentLength = response.Body.Length;
        if (!response.Body.IsEmpty && http.Response.ContentType is null)
            http.Response.ContentType = "application/json; charset=utf-8";
    }
}
