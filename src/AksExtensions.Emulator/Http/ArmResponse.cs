using System.Text.Json;

namespace AksExtensions.Emulator.Http;

/// <summary>An answer before it is sent: status, headers and an optional JSON body.</summary>
internal sealed class ArmResponse
{
    private List<KeyValuePair<string, string>>? _headers;

    private ArmResponse(int status, ReadOnlyMemory<byte> body)
    {
        Status = status;
        Body = body;
    }

    public int Status { get; }

    public ReadOnlyMemory<byte> Body { get; set; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers ?? [];

    public static ArmResponse Empty(int status) => new(status, default);

    public static ArmResponse Json(int status, Action<Utf8JsonWriter> write) => new(status, ArmJson.Write(write));

    public static ArmResponse Ok(Action<Utf8JsonWriter> write) => Json(StatusCodes.Status200OK, write);

    public static ArmResponse Raw(int status, ReadOnlyMemory<byte> json) => new(status, json);

    public static ArmResponse Error(int status, string code, string message) => Json(status, w => ArmJson.WriteError(w, code, message));

    /// <summary>Adds a header, or replaces it.</summary>
    public ArmResponse With(string name, string value)
    {
        _headers ??= [];
        _headers.RemoveAll(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        _headers.Add(new(name, value));
        return this;
    }
}
