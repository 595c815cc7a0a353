# What the reference pages' examples expect to find.
New-ADSite Redmond | Out-Null
New-ADSite China | Out-Null
New-ADSite SiteEU | Out-Null
New-ADSite Default-First-Site-Name | Out-Null
$WarningPreference = 'SilentlyContinue'
New-ClientAccessArray -Name CASArrayOne -Fqdn casarrayone.contoso.com -Site HeadOffice | Out-Null
New-ClientAccessArray -Name ContosoArray -Fqdn contosoarray.contoso.com -Site Branch | Out-Null
New-MailboxDatabase MailboxDatabase01 -Server mbx1 | Out-Null
New-MailboxDatabase 'Mailbox Database01' -Server mbx1 | Out-Null
New-MailboxDatabase 'Mailbox Database 1' -Server mbx1 | Out-Null
New-MailboxDatabase MBXDB01 -Server mbx1 | Out-Null
New-MailboxDatabase MyDatabase -Server mbx1 | Out-Null
New-MailboxDatabase DB1 -Server mbx2 | Out-Null
New-PublicFolderDatabase PFDB01 -Server mbx2 | Out-Null
$password = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force
New-Mailbox -Name chris -UserPrincipalName chris1@contoso.com -Password $password -Database DB1 | Out-Null
New-Mailbox -Name 'John Woods' -Alias john -UserPrincipalName john@contoso.com -Password $password -Database DB1 | Out-Null
New-Mailbox -Name 'John Rodman' -Alias rodman -UserPrincipalName rodman@contoso.com -Password $password -Database DB1 | Out-Null
New-Mailbox -Name 'Coy Damon' -Alias coy -UserPrincipalName coy@contoso.com -Password $password -Database DB1 | Out-Null
New-Mailbox -Name florencef -UserPrincipalName florencef@contoso.com -Password $password -Database DB1 | Out-Null
New-Mailbox -Name Ayla -UserPrincipalName ayla@contoso.com -Password $password -Database DB1 | Out-Null
Disable-Mailbox Ayla -Confirm:$false
$WarningPreference = 'Continue'
