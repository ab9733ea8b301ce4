using System.Text.Json;
using System.Text.Json.Serialization;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Control;

/// <summary>Reads the bodies of control requests. An unknown name is an error, so that a test with a typo does not pass.</summary>
internal static class ControlJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    public static T Read<T>(ArmRequest request)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(request.BodyText, Options) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException e)
        {
            throw ArmErrors.BadRequest("InvalidControlRequest", e.Message);
        }
    }

    /// <summary>Any JSON.</summary>
    public static JsonElement Parse(ArmRequest request)
    {
        try
        {
            return JsonElement.Parse(request.BodyText);
        }
        catch (JsonException e)
        {
            throw ArmErrors.BadRequest("InvalidControlRequest", e.Message);
        }
    }

    /// <summary>One object, or an array of them.</summary>
    public static IReadOnlyList<T> ReadMany<T>(ArmRequest request)
        where T : class => request.BodyText.AsSpan().TrimStart().StartsWith("[") ? Read<T[]>(request) : [Read<T>(request)];
}
