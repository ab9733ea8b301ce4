using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Control;

/// <summary><c>/_emulator/requests</c>: the requests that were received.</summary>
internal sealed class ControlRequests(RequestLog log)
{
    public ArmResponse List()
    {
        var requests = log.Snapshot();
        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            w.WriteNumber("count", log.Count);
            w.WriteStartArray("value");
            foreach (var request in requests)
            {
                w.WriteStartObject();
                w.WriteString("method", request.Method);
                w.WriteString("path", request.Path);
                w.WriteString("query", request.Query);
                w.WriteString("body", request.Body);
                w.WriteMap("headers", request.Headers);
                w.WriteNumber("status", request.Status);
                w.WriteString("time", ArmJson.Time(request.Time));
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
    }
}
