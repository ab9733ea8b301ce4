using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IRoleAssignmentClient"/> over Microsoft.Authorization/roleAssignments.</summary>
internal sealed class RoleAssignmentClient(ArmCalls calls) : IRoleAssignmentClient
{
    private const string ApiVersion = "2022-04-01";
    private const string Type = "/providers/Microsoft.Authorization/roleAssignments";

    public IAsyncEnumerable<RoleAssignment> ListAsync(string scope, string? assignedTo, CancellationToken cancellationToken) => calls.ListAsync(
        calls.Requests.Uri(
            ArmCalls.Path(scope) + Type, ApiVersion,
            [new("$filter", assignedTo is null ? "atScope()" : $"atScope() and assignedTo('{assignedTo.Replace("'", "''", StringComparison.Ordinal)}')")]),
        Subject.OfResource(scope), ModelMapper.RoleAssignment, cancellationToken);

    public async Task<bool> CreateAsync(RoleAssignment assignment, CancellationToken cancellationToken)
    {
        var (response, _) = await calls.SendAsync(RequestMethod.Put, UriOf(assignment), Body(assignment), cancellationToken);
        return response.Status switch
        {
            201 => IsOf(response, assignment),
            200 => !IsOf(response, assignment),
            _ when Refusals.IsAssigned(response) => false,
            _ => throw Refusals.Of(response, Subject.OfResource(assignment.Scope), calls.Connection.TimeProvider),
        };
    }

    public async Task<bool> DeleteAsync(RoleAssignment assignment, CancellationToken cancellationToken)
    {
        var (response, _) = await calls.SendAsync(RequestMethod.Delete, UriOf(assignment), null, cancellationToken);
        return response.Status switch
        {
            200 => IsOf(response, assignment),
            204 when response.RequestId() is not null => false,
            204 => throw ErrorMapper.Invalid(response, assignment.Scope, "HTTP 204 without what Azure says of a change"),
            _ => throw Refusals.Of(response, Subject.OfResource(assignment.Scope), calls.Connection.TimeProvider),
        };
    }

    // A gateway can also answer 200, and must not make a role look assigned or removed.
    private static bool IsOf(Response response, RoleAssignment assignment)
    {
        using var document = ArmCalls.Parse(response, assignment.Scope);
        return ModelMapper.RoleAssignment(document.RootElement).Name.Equals(assignment.Name, StringComparison.OrdinalIgnoreCase)
            ? true : throw ErrorMapper.Invalid(response, assignment.Scope, "it is not the role assignment");
    }

    private Uri UriOf(RoleAssignment assignment) =>
        calls.Requests.Uri($"{ArmCalls.Path(assignment.Scope)}{Type}/{ArmCalls.Segment("Name", assignment.Name)}", ApiVersion);

    // The principal's type lets Azure accept a new identity that its own replica of the directory does not know yet.
    private static byte[] Body(RoleAssignment assignment)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("properties");
            var subscription = string.Join('/', assignment.Scope.Split('/').Take(3));
            writer.WriteString("roleDefinitionId", $"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{assignment.RoleId}");
            writer.WriteString("principalId", assignment.PrincipalId);
            writer.WriteString("principalType", assignment.PrincipalType);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
