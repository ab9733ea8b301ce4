using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Control;

/// <summary><c>/_emulator/faults</c>: one rule for faults, or an array of them.</summary>
internal sealed class ControlFaults(FaultPlan plan)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public ArmResponse List()
    {
        var rules = JsonSerializer.SerializeToElement(plan.Rules, Options);
        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            w.WriteNumber("hits", plan.Hits);
            w.WritePropertyName("value");
            rules.WriteTo(w);
            w.WriteEndObject();
        });
    }

    public ArmResponse Add(ArmRequest request)
    {
        try
        {
            var body = JsonNode.Parse(request.BodyText);
            foreach (var rule in body is JsonArray array ? array.ToArray() : [body])
                plan.Add(Read(rule!));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw ArmErrors.BadRequest("InvalidFault", e.Message);
        }

        return ArmResponse.Empty(StatusCodes.Status204NoContent);
    }

    private static FaultRule Read(JsonNode rule)
    {
        // A body can be specified as JSON.
        if (rule["body"] is { } body and not JsonValue)
            rule["body"] = body.ToJsonString();
        return rule.Deserialize<FaultRule>(Options)!;
    }
}
