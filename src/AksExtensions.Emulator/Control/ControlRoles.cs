using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Control;

/// <summary><c>/_emulator/roleAssignments</c>: the role assignments of the tenant, at any scope.</summary>
internal sealed class ControlRoles(EmulatorServices services)
{
    private sealed record RoleBody(
        string Scope, string RoleId, string PrincipalId, string? Name, string? PrincipalType, string? Condition, string[]? Members);

    public ArmResponse List() => ArmResponse.Ok(w =>
    {
        w.WriteStartObject();
        w.WriteStartArray("value");
        foreach (var assignment in services.State.GetRoleAssignments())
        {
            w.WriteStartObject();
            w.WriteString("scope", assignment.Scope);
            w.WriteString("roleId", assignment.RoleId);
            w.WriteString("principalId", assignment.PrincipalId);
            w.WriteString("principalType", assignment.PrincipalType);
            w.WriteString("name", assignment.Name);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    });

    public ArmResponse Put(ArmRequest request)
    {
        foreach (var body in ControlJson.ReadMany<RoleBody>(request))
        {
            services.State.AddRoleAssignment(new RoleAssignment(body.Scope, body.RoleId, body.PrincipalId)
            {
                Name = body.Name ?? Guid.NewGuid().ToString(),
                PrincipalType = body.PrincipalType ?? "ServicePrincipal",
                Condition = body.Condition,
                Members = body.Members ?? [],
                CreatedAt = services.Clock.UtcNow,
            });
        }

        return ArmResponse.Empty(StatusCodes.Status204NoContent);
    }
}
